using System.Globalization;
using System.Text;
using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Evm;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>State tests: one transaction on a state, in many forks and with many inputs.</summary>
/// <remarks>
/// By the format's rules no block is around the transaction: no rewards, system calls or withdrawals, and BLOCKHASH is made up.
/// A case passes when the state root and the logs are right and a transaction is refused exactly when the suite says so.
/// Source: "Consuming tests" of execution-spec-tests.
/// </remarks>
internal sealed class StateSuite : ISuite, IBlockHashes
{
    private readonly TransactionRunner _runner = new();
    private readonly RlpWriter _logs = new();

    /// <inheritdoc/>
    public bool IsOwn(JsonElement json) => json.HasCase("post", "transaction");

    /// <inheritdoc/>
    public void Run(SuiteFile file, JsonProperty test, SuiteSelection selection, List<CaseResult> results)
    {
        if (selection.Takes(file, test.Name))
        {
            RunTest(file, test, selection, results);
        }
    }

    /// <summary>In state tests the hash of block n is the hash of n in decimal digits.</summary>
    public Hash256 HashOf(BlockNumber number) => Keccak.Hash(Encoding.ASCII.GetBytes(number.Value.ToString(CultureInfo.InvariantCulture)));

    private void RunTest(SuiteFile file, JsonProperty test, SuiteSelection selection, List<CaseResult> results)
    {
        StateCase shared = new(test.Value);
        List<GenesisAccount> pre = test.Value.Member("pre").AsAccounts();
        MemoryState? state = null;
        foreach (JsonProperty posts in test.Value.Member("post").EnumerateObject())
        {
            if (!selection.TakesFork(posts.Name))
            {
                continue;
            }
            if (SuiteForks.Find(posts.Name) is not { } fork)
            {
                results.Add(new CaseResult(file, test.Name, posts.Name, CaseOutcome.Skipped, $"unknown fork {posts.Name}"));
                continue;
            }
            state ??= GenesisState.Load(pre);
            int index = 0;
            foreach (JsonElement post in posts.Value.EnumerateArray())
            {
                string name = $"{test.Name} {posts.Name}[{index++}]";
                try
                {
                    results.Add(RunPost(file, name, posts.Name, shared, fork, post, pre, state));
                }
#pragma warning disable CA1031 // A failure in one post must not hide the results of the others.
                catch (Exception failure)
#pragma warning restore CA1031
                {
                    results.Add(CaseFailure.Of(file, test.Name, posts.Name, failure) with { Name = name });
                }
            }
        }
    }

    private CaseResult RunPost(
        SuiteFile file,
        string name,
        string forkName,
        StateCase shared,
        Fork fork,
        JsonElement post,
        IReadOnlyList<GenesisAccount> pre,
        MemoryState state
    )
    {
        BlockEnvironment block = shared.BlockIn(fork);
        TransactionResult? result = null;
        Violation? refused =
            shared.TryReadTransaction(post, fork, out Transaction transaction, out Address sender)
            ?? _runner.Run(transaction, sender, block, shared.BlobsIn(fork), state, this, out result);
        // After a refusal older files pay 0 wei to the beneficiary; those of execution-spec-tests leave the state as it was.
        StateChanges changes = result?.Changes ?? (shared.IsEest ? StateChanges.None : _runner.TouchBeneficiary(block, state));
        string? expectedRule = post.Optional("expectException")?.GetString();
        // The old set names no exception: there a refusal shows in the state alone.
        bool saysWhetherRefused = post.Optional("txbytes") is not null;
        string? difference =
            saysWhetherRefused && refused is null && expectedRule is not null ? $"the transaction is valid, expected {expectedRule}"
            : saysWhetherRefused && refused is not null && expectedRule is null ? $"the transaction is refused: {RuleNames.TextOf(refused)}"
            : StateDifference.Find(post, pre, state, changes) ?? FindInLogs(post, result);
        if (difference is not null && result is not null)
        {
            difference += $" (gas used {result.GasUsed}, {(result.Succeeded ? "succeeded" : "failed")})";
        }
        if (difference is not null && refused is not null && expectedRule is not null)
        {
            difference += $" (refused: {refused.Reason})";
        }
        return CaseResult.Of(file, name, forkName, difference) with
        {
            Rules =
                refused is null || expectedRule is null
                    ? []
                    : [RuleNames.Compare(expectedRule, refused.Reason, refused.Found, shared.IsEest)],
        };
    }

    private string? FindInLogs(JsonElement post, TransactionResult? result)
    {
        _logs.Clear();
        int list = _logs.BeginList();
        foreach (Log log in result?.Logs ?? [])
        {
            ReceiptCodec.EncodeLog(_logs, log);
        }
        _logs.EndList(list);
        Hash256 found = Keccak.Hash(_logs.Written);
        Hash256 expected = post.Member("logs").AsHash();
        return found == expected ? null : $"hash of the {result?.Logs.Count ?? 0} logs is {found}, expected {expected}";
    }
}
