using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Trie;
using NodeProto.Trie.Tests;

namespace NodeProto.Stages.Tests;

/// <summary>Proofs from the tables convince a checker that has a header and nothing else of us.</summary>
public sealed class StateProofTests
{
    [Theory]
    [InlineData(1_000_000)]
    [InlineData(40)]
    public async Task Accounts_and_slots_are_proven_after_every_block_that_is_not_too_far_back(long changesMax)
    {
        WipeChain chain = Chain();
        using TestNode node = new(chain.Genesis);
        await node.ImportAsync(chain.Blocks);
        using IReadTransaction tx = node.Database.BeginRead();
        int tooFar = 0;
        for (int number = chain.Blocks.Count; number >= 0; number--)
        {
            try
            {
                ProveAll(tx, new BlockNumber((ulong)number), changesMax);
                Assert.Equal(0, tooFar);
            }
            catch (NodeException e) when (e.Code == NodeErrorCode.ProofTooFarBack)
            {
                tooFar++;
            }
        }
        Assert.Equal(changesMax < 1_000, tooFar > 0);
        NodeException ahead = Assert.Throws<NodeException>(() => StateProofs.Prove(tx, new(99), WipeChain.Contract, []));
        Assert.Equal(NodeErrorCode.StateAhead, ahead.Code);
    }

    [Fact]
    public async Task Where_execution_is_ahead_the_proof_is_of_the_last_root()
    {
        WipeChain chain = Chain();
        using TestNode node = new(chain.Genesis);
        await node.ImportAsync(chain.Blocks.Take(3));
        await node.ImportAsync(chain.Blocks, PipelineTarget.Everything with { ToStage = StageId.Execution });
        using IReadTransaction tx = node.Database.BeginRead();
        ProveAll(tx, new(3), StateProofs.ChangesMax);
        ProveAll(tx, new(2), StateProofs.ChangesMax);
        Assert.Throws<NodeException>(() => StateProofs.Prove(tx, new(4), WipeChain.Contract, []));
    }

    [Fact]
    public async Task While_the_tries_are_rebuilt_there_is_no_proof()
    {
        WipeChain chain = Chain();
        using TestNode node = new(chain.Genesis, roots: new StateRootOptions { ChangesForRebuild = 1, LeavesPerPiece = 2 });
        await node.ImportAsync(chain.Blocks, PipelineTarget.Everything with { ToStage = StageId.Execution });
        node.Thresholds = node.Thresholds with { BytesPerCommit = 1 };
        using CancellationTokenSource stop = new();
        node.Events.OnCommit = stop.Cancel;
        await node.Create().RunAsync(PipelineTarget.Everything, stop.Token);
        using IReadTransaction tx = node.Database.BeginRead();
        NodeException e = Assert.Throws<NodeException>(() => StateProofs.Prove(tx, new(0), WipeChain.Contract, []));
        Assert.Equal(NodeErrorCode.TriesUnfinished, e.Code);
    }

    /// <summary>Source: execution-apis, <c>tests/eth_getProof</c>: answers of another client over the same chain.</summary>
    [FixtureFact]
    public async Task The_proofs_of_another_client_are_ours()
    {
        using TestNode node = new(GenesisFile.Read(Fixtures.Chain("rpc-compat", "genesis.json")));
        await node.ImportFilesAsync(PipelineTarget.Everything, default, Fixtures.Chain("rpc-compat", "chain.rlp"));
        using IReadTransaction tx = node.Database.BeginRead();
        int cases = 0;
        foreach (string file in Directory.GetFiles(Fixtures.Chain("rpc-compat", "eth_getProof"), "*.io"))
        {
            string[] lines = File.ReadAllLines(file);
            using JsonDocument request = JsonDocument.Parse(lines.First(line => line.StartsWith(">> ", StringComparison.Ordinal))[3..]);
            using JsonDocument response = JsonDocument.Parse(lines.First(line => line.StartsWith("<< ", StringComparison.Ordinal))[3..]);
            JsonElement[] parameters = [.. request.RootElement.GetProperty("params").EnumerateArray()];
            AssertEqual(
                response.RootElement.GetProperty("result"),
                StateProofs.Prove(
                    tx,
                    new BlockNumber(54),
                    Address.Parse(parameters[0].GetString()),
                    [.. parameters[1].EnumerateArray().Select(slot => UInt256.Parse(slot.GetString()))]
                )
            );
            cases++;
        }
        Assert.Equal(3, cases);
    }

    private static void AssertEqual(JsonElement expected, AccountProof proof)
    {
        Assert.Equal(Address.Parse(expected.GetProperty("address").GetString()), proof.Address);
        Assert.Equal(UInt256.Parse(expected.GetProperty("balance").GetString()), proof.Account.Balance);
        Assert.Equal(UInt256.Parse(expected.GetProperty("nonce").GetString()), proof.Account.Nonce);
        Assert.Equal(expected.GetProperty("codeHash").GetString(), proof.Account.CodeHash.ToString());
        Assert.Equal(expected.GetProperty("storageHash").GetString(), proof.StorageRoot.ToString());
        Assert.Equal(Texts(expected.GetProperty("accountProof")), proof.Nodes.Select(node => HexText.Encode(node)), StringComparer.Ordinal);
        JsonElement[] slots = [.. expected.GetProperty("storageProof").EnumerateArray()];
        Assert.Equal(slots.Length, proof.Slots.Count);
        for (int i = 0; i < slots.Length; i++)
        {
            Assert.Equal(UInt256.Parse(slots[i].GetProperty("key").GetString()), proof.Slots[i].Slot);
            Assert.Equal(UInt256.Parse(slots[i].GetProperty("value").GetString()), proof.Slots[i].Value);
            Assert.Equal(
                Texts(slots[i].GetProperty("proof")),
                proof.Slots[i].Nodes.Select(node => HexText.Encode(node)),
                StringComparer.Ordinal
            );
        }
    }

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(item => item.GetString()!);

    private static void ProveAll(IReadTransaction tx, BlockNumber block, long changesMax)
    {
        Header header = HeaderReader.Canonical(tx, block);
        UInt256[] slots = [0, 1, 50, 299, 300, 5_000];
        for (int contract = 0; contract < 4; contract++)
        {
            Prove(tx, header, WipeChain.ContractAt(contract), slots, changesMax);
        }
        for (int person = 1; person < 40; person += 7)
        {
            Prove(tx, header, WipeChain.Person(person), [7], changesMax);
        }
    }

    private static void Prove(IReadTransaction tx, Header header, Address address, UInt256[] slots, long changesMax)
    {
        AccountProof proof = StateProofs.Prove(tx, header.Number, address, slots, changesMax);
        using HistoricalState state = new(tx, header.Number);
        Hash256 addressHash = Keccak.Hash(address.Bytes);
        Assert.Equal(state.TryGetAccount(addressHash, out Account account), proof.Exists);
        byte[] leaf = new byte[AccountLeaf.MaxBytes];
        byte[]? expected = proof.Exists ? leaf[..AccountLeaf.Write(account, proof.StorageRoot, leaf)] : null;
        Assert.Equal(expected, ProofCheck.ValueOf(header.StateRoot, addressHash.Bytes, proof.Nodes));
        byte[] word = new byte[UInt256.Size];
        foreach (SlotProof slot in proof.Slots)
        {
            slot.Slot.WriteBigEndian(word);
            Hash256 slotHash = Keccak.Hash(word);
            Assert.Equal(state.GetStorage(addressHash, slotHash), slot.Value);
            slot.Value.WriteBigEndian(word);
            byte[]? value = slot.Value.IsZero ? null : leaf[..StorageLeaf.Write(word, leaf)];
            Assert.Equal(value, ProofCheck.ValueOf(proof.StorageRoot, slotHash.Bytes, slot.Nodes));
        }
    }

    private static WipeChain Chain()
    {
        WipeChain chain = new(Fork.Shanghai, slots: 300, accounts: 20);
        chain.Add(chain.Create(1), chain.Store(1, 4, 5, contract: 1), chain.Pay(29));
        chain.Add(chain.Destroy(), chain.Store(1, 2, 0, contract: 1));
        chain.Add(chain.Create(2), chain.Store(50, 51, 1, contract: 2), chain.Pay(36));
        chain.Add(chain.Create(), chain.Store(40, 60, 1), chain.Destroy(1));
        chain.Add(chain.Destroy(2), chain.Create(3), chain.Pay(1));
        return chain;
    }
}
