using System.Text;
using System.Text.Json.Nodes;
using NodeProto.Consensus;
using NodeProto.Node.TestSuites;

namespace NodeProto.Spec.Tests;

/// <summary>A public case that was made wrong fails, and its failure names what is wrong first.</summary>
public sealed class SuiteDifferenceTests
{
    private const string Wrong = "0x1111111111111111111111111111111111111111111111111111111111111111";
    private const string StateArchive = "fixtures/eest-v5.4.0-state-tests.tar.gz"; // Its first file: one transaction in Berlin.
    private const string BlockArchive = "fixtures/ethereum-tests-blockchain.tar.gz"; // Its first file: seven blocks in Cancun.

    // csharpier-ignore
    public static TheoryData<string, string> StateCases => new()
    {
        { "root",     "every account is as the post says, which contradicts its own root; state root 0x" },
        { "balance",  " has 1 wei, expected 4660; state root 0x" },
        { "nonce",    "nonce " },
        { "account",  " is one too many" },
        { "logs",     $"hash of the 0 logs is 0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347, expected {Wrong}" },
        { "accepted", "the transaction is valid, expected TransactionException.NONCE_TOO_LOW" },
        { "refused",  "the transaction is refused: " },
    };

    // csharpier-ignore
    public static TheoryData<string, string> BlockCases => new()
    {
        { "balance",  "account 0x000f3df6d732807ef1319fb7b8bb8522d0beac02 has 0 wei, expected 4660" },
        { "nonce",    "account 0x000f3df6d732807ef1319fb7b8bb8522d0beac02 has nonce 1, expected 119" },
        { "code",     "account 0x000f3df6d732807ef1319fb7b8bb8522d0beac02 has 97 bytes of code, expected 3; at offset 1 stands 0x73" },
        { "slot",     "account 0x000f3df6d732807ef1319fb7b8bb8522d0beac02 slot 0x" },
        { "account",  "account 0x000f3df6d732807ef1319fb7b8bb8522d0beac02 is one too many: 0 wei, nonce 1" },
        { "missing",  "account 0xabababababababababababababababababababab is missing" },
        { "receipts", $"block 3 is valid, and was refused: NP2302: receipts root wrong: found {Wrong}, expected 0x" },
        { "root",     $"block 3 is valid, and was refused: NP2301: state root wrong: found {Wrong}, expected 0x" },
        { "refusal",  "block 6 was accepted, expected BlockException.INVALID_GAS_USED" },
        { "head",     $"expected {Wrong}" },
    };

    [FixtureTheory(StateArchive)]
    [MemberData(nameof(StateCases))]
    public async Task A_wrong_state_test_names_its_first_difference(string change, string expected)
    {
        string detail = await FailAsync(StateArchive, new StateSuite(), test => ChangeState(test, change));
        Assert.Contains(expected, detail, StringComparison.Ordinal);
    }

    [FixtureTheory(BlockArchive)]
    [MemberData(nameof(BlockCases))]
    public async Task A_wrong_blockchain_test_names_its_first_difference(string change, string expected)
    {
        string detail = await FailAsync(BlockArchive, new BlockchainSuite(new EthashCaches(), 0), test => ChangeBlocks(test, change));
        Assert.Contains(expected, detail, StringComparison.Ordinal);
    }

    private static void ChangeState(JsonNode test, string change)
    {
        JsonNode post = test["post"]!.AsObject().First().Value![0]!;
        JsonObject accounts = post["state"]!.AsObject();
        if (change is "root" or "balance" or "nonce" or "account")
        {
            post["hash"] = Wrong;
        }
        switch (change)
        {
            case "balance":
                accounts.First(account => (string?)account.Value!["balance"] == "0x01").Value!["balance"] = "0x1234";
                break;
            case "nonce":
                accounts.First().Value!["nonce"] = "0x77";
                break;
            case "account":
                accounts.Remove(accounts.First().Key);
                break;
            case "logs":
                post["logs"] = Wrong;
                break;
            case "accepted":
                post["expectException"] = "TransactionException.NONCE_TOO_LOW";
                break;
            case "refused":
                test["pre"]![(string)test["transaction"]!["sender"]!]!["nonce"] = "0x9";
                break;
        }
    }

    private static void ChangeBlocks(JsonNode test, string change)
    {
        const string Beacon = "0x000f3df6d732807ef1319fb7b8bb8522d0beac02"; // The contract of EIP-4788, with code and slots.
        JsonArray blocks = test["blocks"]!.AsArray();
        JsonObject accounts = test["postState"]!.AsObject();
        switch (change)
        {
            case "balance":
                accounts[Beacon]!["balance"] = "0x1234";
                break;
            case "nonce":
                accounts[Beacon]!["nonce"] = "0x77";
                break;
            case "code":
                accounts[Beacon]!["code"] = "0x33aabb";
                break;
            case "slot":
                accounts[Beacon]!["storage"]!.AsObject().First().Value!.ReplaceWith("0x99");
                break;
            case "account":
                accounts.Remove(Beacon);
                break;
            case "missing":
                accounts["0x" + string.Concat(Enumerable.Repeat("ab", 20))] = JsonNode.Parse(
                    """{"balance": "0x1", "nonce": "0x0", "code": "0x", "storage": {}}"""
                );
                break;
            case "receipts":
                ReplaceInHeader(blocks[3]!, "receiptTrie");
                break;
            case "root":
                ReplaceInHeader(blocks[3]!, "stateRoot");
                break;
            case "refusal":
                blocks[6]!.AsObject().Remove("blockHeader");
                blocks[6]!["expectException"] = "BlockException.INVALID_GAS_USED";
                break;
            case "head":
                test["lastblockhash"] = Wrong;
                break;
        }
    }

    private static void ReplaceInHeader(JsonNode block, string field)
    {
        string found = ((string)block["blockHeader"]![field]!)[2..];
        string rlp = (string)block["rlp"]!;
        Assert.Contains(found, rlp, StringComparison.Ordinal);
        block["rlp"] = rlp.Replace(found, Wrong[2..], StringComparison.Ordinal);
    }

    private static async Task<string> FailAsync(string archive, ISuite suite, Action<JsonNode> change)
    {
        SuiteFile file = SuiteFiles.ReadArchive(Fixtures.PathOf(archive)).First();
        JsonObject json = JsonNode.Parse(file.Content)!.AsObject();
        JsonObject one = new() { ["case"] = json.First(test => test.Key != "_info").Value!.DeepClone() };
        change(one["case"]!);
        SuiteReport report = new();
        SuiteFile changed = new(file.Name, Encoding.UTF8.GetBytes(one.ToJsonString()));
        await new SuiteRunner(() => suite, SuiteSelection.All, report.Add).RunAsync([changed], workers: 1, CancellationToken.None);
        return Assert.Single(report.Failed).Detail;
    }
}
