using System.Globalization;
using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Primitives;
using Xunit.Abstractions;

namespace NodeProto.Spec.Tests;

/// <summary>TransactionTests of ethereum/tests: each names, for every fork, the sender, hash and intrinsic gas, or that it is invalid.</summary>
public sealed class TransactionSuite(ITestOutputHelper output)
{
    private const ulong ChainId = 1; // Mainnet's, which the suite is filled with.

    private static readonly BlobParameters Blobs = new(Target: 3, Max: 6, BaseFeeUpdateFraction: 3_338_477); // EIP-4844.

    [FixtureFact(Fixtures.Basic)]
    public void Every_transaction_is_valid_in_the_forks_that_say_so_and_in_no_other()
    {
        CaseTally tally = new();
        foreach ((string name, byte[] content) in Fixtures.ReadArchive(Fixtures.Basic, "TransactionTests/"))
        {
            using JsonDocument file = JsonDocument.Parse(content);
            foreach (JsonProperty test in file.RootElement.EnumerateObject())
            {
                byte[] bytes = HexText.Decode(test.Value.GetProperty("txbytes").GetString()!);
                foreach (JsonProperty result in test.Value.GetProperty("result").EnumerateObject())
                {
                    tally.Add($"{name} {test.Name} {result.Name}", Check(bytes, ForkNames.Parse(result.Name), result.Value));
                }
            }
        }
        tally.AssertAllPassed(output, casesMin: 2_500);
    }

    private static string? Check(byte[] bytes, Fork fork, JsonElement expected)
    {
        string? refusal = FindFault(bytes, fork, out Transaction? transaction, out Address sender);
        if (expected.TryGetProperty("exception", out JsonElement exception))
        {
            return refusal is null ? $"accepted, expected {exception.GetString()}" : null;
        }
        if (refusal is not null)
        {
            return $"refused: {refusal}";
        }
        ulong gas = ulong.Parse(
            HexText.WithoutPrefix(expected.GetProperty("intrinsicGas").GetString()!),
            NumberStyles.HexNumber,
            CultureInfo.InvariantCulture
        );
        return transaction!.Hash != Hash256.Parse(expected.GetProperty("hash").GetString()!) ? $"hash {transaction.Hash}"
            : sender != Address.Parse(expected.GetProperty("sender").GetString()!) ? $"sender {sender}"
            : IntrinsicGas.Of(transaction, fork).Gas != gas ? $"intrinsic gas {IntrinsicGas.Of(transaction, fork).Gas}, expected {gas}"
            : !transaction.EncodeToArray().AsSpan().SequenceEqual(bytes) ? "encodes to other bytes"
            : null;
    }

    private static string? FindFault(byte[] bytes, Fork fork, out Transaction? transaction, out Address sender)
    {
        sender = default;
        if (!TransactionCodec.TryDecode(bytes, out transaction, out RlpError error))
        {
            return error.ToString();
        }
        if (TransactionRules.CheckSignature(transaction, fork, ChainId) is { } badSignature)
        {
            return badSignature.Reason.ToString();
        }
        if (TransactionRules.Check(transaction, fork, IntrinsicGas.Of(transaction, fork), Blobs) is { } invalid)
        {
            return invalid.Reason.ToString();
        }
        return Secp256k1.TryRecover(transaction.SigningHash(), transaction.R, transaction.S, transaction.YParity, out sender)
            ? null
            : "no key made the signature";
    }
}
