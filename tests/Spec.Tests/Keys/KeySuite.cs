using System.Text.Json;
using NodeProto.Primitives;
using Xunit.Abstractions;

namespace NodeProto.Spec.Tests;

/// <summary>Keys, addresses and signatures of ethereum/tests, BasicTests.</summary>
/// <remarks>
/// Left out: the member <c>sig_of_emptystring</c> of the two keys. The suite does not say which hash was signed, and neither the
/// Keccak-256 nor the SHA-2 nor the SHA-3 hash of the empty string, nor 32 zero bytes, makes the signature recover the key.
/// </remarks>
public sealed class KeySuite(ITestOutputHelper output)
{
    [FixtureFact(Fixtures.Basic)]
    public void Keys_have_their_addresses()
    {
        CaseTally tally = new();
        using JsonDocument cases = JsonDocument.Parse(Fixtures.ReadFile(Fixtures.Basic, "BasicTests/keyaddrtest.json"));
        foreach (JsonElement test in cases.RootElement.EnumerateArray())
        {
            tally.Add(test.GetProperty("seed").GetString()!, CheckKey(test));
        }
        tally.AssertAllPassed(output, casesMin: 2);
    }

    [FixtureFact(Fixtures.Basic)]
    public void Signed_transactions_decode_to_their_fields_and_signer()
    {
        CaseTally tally = new();
        using JsonDocument cases = JsonDocument.Parse(Fixtures.ReadFile(Fixtures.Basic, "BasicTests/txtest.json"));
        foreach (JsonElement test in cases.RootElement.EnumerateArray())
        {
            tally.Add(test.GetProperty("key").GetString()!, CheckTransaction(test));
        }
        tally.AssertAllPassed(output, casesMin: 2);
    }

    private static string? CheckKey(JsonElement test)
    {
        byte[] key = HexText.Decode(test.GetProperty("key").GetString()!);
        Address address = Address.Parse(test.GetProperty("addr").GetString()!);
        return Secp256k1.AddressOf(key) == address ? null : $"address {Secp256k1.AddressOf(key)}";
    }

    private static string? CheckTransaction(JsonElement test)
    {
        byte[] signed = HexText.Decode(test.GetProperty("signed").GetString()!);
        if (!TransactionCodec.TryDecode(signed, out Transaction transaction, out RlpError error))
        {
            return $"refused: {error}";
        }
        bool isRecovered = Secp256k1.TryRecover(
            transaction.SigningHash(),
            transaction.R,
            transaction.S,
            transaction.YParity,
            out Address signer
        );
        string to = test.GetProperty("to").GetString()!;
        return !isRecovered || signer != Secp256k1.AddressOf(HexText.Decode(test.GetProperty("key").GetString()!)) ? $"signer {signer}"
            : transaction.Nonce != test.GetProperty("nonce").GetUInt64() ? $"nonce {transaction.Nonce}"
            : transaction.MaxFeePerGas != test.GetProperty("gasprice").GetUInt64() ? $"gas price {transaction.MaxFeePerGas}"
            : transaction.GasLimit != test.GetProperty("startgas").GetUInt64() ? $"gas limit {transaction.GasLimit}"
            : transaction.To != (to.Length == 0 ? null : Address.Parse(to)) ? $"to {transaction.To}"
            : transaction.Value != test.GetProperty("value").GetUInt64() ? $"value {transaction.Value}"
            : !transaction.Data.Span.SequenceEqual(HexText.Decode(test.GetProperty("data").GetString()!)) ? "data"
            : !transaction.EncodeToArray().AsSpan().SequenceEqual(signed) ? "encodes to other bytes"
            : null;
    }
}
