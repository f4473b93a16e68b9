using System.Text.Json;
using NodeProto.Primitives;
using Xunit.Abstractions;

namespace NodeProto.Spec.Tests;

/// <summary>Senders as other clients name them.</summary>
public sealed class SenderTests(ITestOutputHelper output)
{
    [FixtureFact("chains/rpc-compat")]
    public void Senders_equal_the_from_fields_of_the_RPC_cases()
    {
        Dictionary<Hash256, Address> senders = RecoverAll("chains/rpc-compat/chain.rlp");
        CaseTally tally = new();
        foreach (string path in Directory.EnumerateFiles(Fixtures.PathOf("chains/rpc-compat"), "*.io", SearchOption.AllDirectories))
        {
            foreach (string line in File.ReadLines(path))
            {
                if (line.StartsWith("<<", StringComparison.Ordinal))
                {
                    using JsonDocument response = JsonDocument.Parse(line.AsMemory(2));
                    Walk(response.RootElement, "hash", "from", senders, tally);
                    Walk(response.RootElement, "transactionHash", "from", senders, tally);
                }
            }
        }
        tally.AssertAllPassed(output, casesMin: 37);
    }

    [FixtureFact("chains/geth-ethtest")]
    public void Senders_equal_those_that_geth_noted()
    {
        Dictionary<Hash256, Address> senders = RecoverAll("chains/geth-ethtest/chain.rlp");
        CaseTally tally = new();
        using JsonDocument notes = JsonDocument.Parse(File.ReadAllBytes(Fixtures.PathOf("chains/geth-ethtest/txinfo.json")));
        Walk(notes.RootElement, "txhash", "sender", senders, tally);
        tally.AssertAllPassed(output, casesMin: 378);
    }

    [FixtureFact("chains/ejs-mixed")]
    public void Every_sender_of_the_mixed_chain_is_recovered()
    {
        Assert.Equal(29_047, RecoverAll("chains/ejs-mixed/chain.rlp").Count);
    }

    /// <summary>Compares every object of the document that names the hash of a known transaction together with its sender.</summary>
    private static void Walk(JsonElement element, string hashName, string senderName, Dictionary<Hash256, Address> senders, CaseTally tally)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
            {
                Walk(item, hashName, senderName, senders, tally);
            }
        }
        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }
        bool isNamed =
            element.TryGetProperty(hashName, out JsonElement hashText)
            && element.TryGetProperty(senderName, out JsonElement senderText)
            && Hash256.TryParse(hashText.GetString(), out Hash256 hash)
            && senders.TryGetValue(hash, out Address sender);
        if (isNamed)
        {
            hash = Hash256.Parse(hashText.GetString());
            sender = senders[hash];
            string expected = element.GetProperty(senderName).GetString()!;
            tally.Add($"{hash}", sender == Address.Parse(expected) ? null : $"sender {sender}, expected {expected}");
        }
        foreach (JsonProperty property in element.EnumerateObject())
        {
            Walk(property.Value, hashName, senderName, senders, tally);
        }
    }

    private static Dictionary<Hash256, Address> RecoverAll(string path)
    {
        List<Hash256> hashes = [];
        List<Hash256> messages = [];
        List<UInt256> r = [];
        List<UInt256> s = [];
        List<byte> parities = [];
        RlpWriter scratch = new();
        foreach (byte[] rlp in ChainFile.ReadBlocks(path))
        {
            Assert.True(BlockView.TryParse(rlp, out BlockView block, out _));
            RlpReader transactions = block.Body.Transactions;
            while (!transactions.IsEmpty)
            {
                Assert.True(TransactionView.TryReadInBody(ref transactions, out TransactionView transaction));
                hashes.Add(transaction.ComputeHash());
                messages.Add(transaction.SigningHash(scratch));
                r.Add(transaction.R);
                s.Add(transaction.S);
                parities.Add(transaction.YParity);
            }
        }
        Address[] addresses = new Address[hashes.Count];
        Assert.Equal(-1, Secp256k1.RecoverMany(messages.ToArray(), r.ToArray(), s.ToArray(), parities.ToArray(), addresses));
        Dictionary<Hash256, Address> senders = [];
        for (int i = 0; i < addresses.Length; i++)
        {
            senders.Add(hashes[i], addresses[i]);
        }
        return senders;
    }
}
