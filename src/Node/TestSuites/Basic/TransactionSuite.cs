using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>TransactionTests of ethereum/tests: each names, for every fork, the sender, hash and intrinsic gas, or that it is invalid.</summary>
internal sealed class TransactionSuite : ISuite
{
    private const ulong ChainId = 1; // Mainnet's, which the suite is filled with.

    /// <inheritdoc/>
    public bool IsOwn(JsonElement json) => json.HasCase("txbytes", "result");

    /// <inheritdoc/>
    public void Run(SuiteFile file, JsonProperty test, SuiteSelection selection, List<CaseResult> results)
    {
        if (!selection.Takes(file, test.Name))
        {
            return;
        }
        byte[] bytes = test.Value.Member("txbytes").AsBytes();
        foreach (JsonProperty result in test.Value.Member("result").EnumerateObject())
        {
            if (selection.TakesFork(result.Name))
            {
                results.Add(RunFork(file, test.Name, result, bytes));
            }
        }
    }

    private static CaseResult RunFork(SuiteFile file, string test, JsonProperty result, byte[] bytes)
    {
        string name = $"{test} {result.Name}";
        if (SuiteForks.Find(result.Name) is not { } fork)
        {
            return new CaseResult(file, name, result.Name, CaseOutcome.Skipped, $"unknown fork {result.Name}");
        }
        Violation? refused = Check(bytes, fork, out Transaction? transaction, out Address sender);
        if (result.Value.Optional("exception")?.GetString() is not { } expected)
        {
            string? difference = refused is null
                ? Compare(result.Value, bytes, transaction!, sender, fork)
                : $"refused: {RuleNames.TextOf(refused)}";
            return CaseResult.Of(file, name, result.Name, difference);
        }
        return refused is null
            ? CaseResult.Of(file, name, result.Name, $"accepted, expected {expected}")
            : CaseResult.Of(file, name, result.Name, null) with
            {
                Rules = [RuleNames.Compare(expected, refused.Reason, refused.Found, isEest: false)],
            };
    }

    private static string? Compare(JsonElement expected, byte[] bytes, Transaction transaction, Address sender, Fork fork)
    {
        ulong gas = expected.Member("intrinsicGas").AsUInt64();
        ulong found = IntrinsicGas.Of(transaction, fork).Gas;
        return transaction.Hash != expected.Member("hash").AsHash() ? $"hash {transaction.Hash}"
            : sender != expected.Member("sender").AsAddress() ? $"sender {sender}"
            : found != gas ? $"intrinsic gas {found}, expected {gas}"
            : !transaction.EncodeToArray().AsSpan().SequenceEqual(bytes) ? "encodes to other bytes"
            : null;
    }

    private static Violation? Check(byte[] bytes, Fork fork, out Transaction? transaction, out Address sender)
    {
        sender = default;
        if (!TransactionCodec.TryDecode(bytes, out transaction, out RlpError error))
        {
            return new(InvalidBlockReason.EncodingNotCanonical, $"{error}", "a transaction");
        }
        BlobParameters? blobs = fork >= Fork.Cancun ? BlobParameters.Cancun : null;
        if (
            (
                TransactionRules.CheckSignature(transaction, fork, ChainId)
                ?? TransactionRules.Check(transaction, fork, IntrinsicGas.Of(transaction, fork), blobs)
            ) is
            { } violation
        )
        {
            return violation;
        }
        return Secp256k1.TryRecover(transaction.SigningHash(), transaction.R, transaction.S, transaction.YParity, out sender)
            ? null
            : new(InvalidBlockReason.SenderUnrecoverable, $"r {transaction.R}, s {transaction.S}", "a signature that a key made");
    }
}
