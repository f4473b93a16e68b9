using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>The rows of the stage sender-recovery against the senders that other clients name.</summary>
public sealed class StoredSenderTests
{
    [FixtureFact]
    public async Task They_equal_the_from_fields_of_the_RPC_cases()
    {
        Dictionary<Hash256, Address> senders = await ImportAsync("rpc-compat");
        Assert.Equal(249, senders.Count);
        int compared = 0;
        string folder = Path.GetDirectoryName(Fixtures.Chain("rpc-compat", "chain.rlp"))!;
        foreach (string path in Directory.EnumerateFiles(folder, "*.io", SearchOption.AllDirectories))
        {
            foreach (string line in File.ReadLines(path).Where(line => line.StartsWith("<<", StringComparison.Ordinal)))
            {
                using JsonDocument response = JsonDocument.Parse(line.AsMemory(2));
                compared += Compare(response.RootElement, "hash", "from", senders);
                compared += Compare(response.RootElement, "transactionHash", "from", senders);
            }
        }
        Assert.InRange(compared, 37, int.MaxValue);
    }

    [FixtureFact]
    public async Task They_equal_those_that_geth_noted()
    {
        Dictionary<Hash256, Address> senders = await ImportAsync("geth-ethtest");
        Assert.Equal(603, senders.Count);
        using JsonDocument notes = JsonDocument.Parse(await File.ReadAllBytesAsync(Fixtures.Chain("geth-ethtest", "txinfo.json")));
        Assert.InRange(Compare(notes.RootElement, "txhash", "sender", senders), 378, int.MaxValue);
    }

    /// <summary>Imports a chain up to the senders; gives each transaction's hash with the sender that is stored for it.</summary>
    private static async Task<Dictionary<Hash256, Address>> ImportAsync(string chain)
    {
        using TestNode node = new(GenesisFile.Read(Fixtures.Chain(chain, "genesis.json")), blocksPerCommit: 7);
        PipelineTarget target = new() { ToStage = StageId.SenderRecovery };
        PipelineResult result = await node.ImportFilesAsync(target, default, Fixtures.Chain(chain, "chain.rlp"));
        Assert.Empty(result.Rejected);
        using IReadTransaction tx = node.Database.BeginRead();
        Dictionary<Hash256, Address> senders = [];
        for (BlockNumber number = new(1); number <= result.Head.Number; number += 1)
        {
            Assert.True(BodyCodec.TryDecode(tx.GetOrThrow(Tables.Bodies, number), out Body body, out _));
            Address[] stored = tx.GetOrThrow(Tables.Senders, number).ToArray();
            Assert.Equal(body.Transactions.Count, stored.Length);
            for (int i = 0; i < stored.Length; i++)
            {
                senders.Add(body.Transactions[i].Hash, stored[i]);
            }
        }
        return senders;
    }

    /// <summary>Compares every object that names a known transaction together with its sender; gives how many there were.</summary>
    private static int Compare(JsonElement element, string hashName, string senderName, Dictionary<Hash256, Address> senders)
    {
        int compared = 0;
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
            {
                compared += Compare(item, hashName, senderName, senders);
            }
        }
        if (element.ValueKind != JsonValueKind.Object)
        {
            return compared;
        }
        bool isNamed =
            element.TryGetProperty(hashName, out JsonElement hash)
            && hash.ValueKind == JsonValueKind.String
            && element.TryGetProperty(senderName, out JsonElement sender)
            && sender.ValueKind == JsonValueKind.String
            && Hash256.TryParse(hash.GetString(), out Hash256 known)
            && senders.ContainsKey(known);
        if (isNamed)
        {
            Assert.Equal(Address.Parse(element.GetProperty(senderName).GetString()!), senders[Hash256.Parse(hash.GetString()!)]);
            compared++;
        }
        foreach (JsonProperty property in element.EnumerateObject())
        {
            compared += Compare(property.Value, hashName, senderName, senders);
        }
        return compared;
    }
}
