using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>What the posts of a state test share: its block and its blob parameters.</summary>
internal sealed class StateCase(JsonElement test)
{
    private readonly JsonElement _env = test.Member("env");

    /// <summary>Chain id; 1 in files without a configuration.</summary>
    public ulong ChainId { get; } = test.Optional("config")?.Optional("chainid")?.AsUInt64() ?? 1;

    /// <summary>Whether execution-spec-tests filled the test.</summary>
    public bool IsEest { get; } = RuleNames.IsEest(test);

    /// <summary>Blob parameters in a fork; null before Cancun.</summary>
    public BlobParameters? BlobsIn(Fork fork)
    {
        if (fork < Fork.Cancun)
        {
            return null;
        }
        return test.Optional("config")?.Optional("blobSchedule")?.Optional(fork.ToString()) is { } blobs ? SuiteChains.ReadBlobs(blobs)
            : fork == Fork.Cancun ? BlobParameters.Cancun
            : BlobParameters.Prague;
    }

    /// <summary>The block in a fork.</summary>
    public BlockEnvironment BlockIn(Fork fork) =>
        new()
        {
            Fork = fork,
            ChainId = ChainId,
            Number = new BlockNumber(_env.Member("currentNumber").AsUInt64()),
            Timestamp = _env.Member("currentTimestamp").AsUInt64(),
            Beneficiary = _env.Member("currentCoinbase").AsAddress(),
            GasLimit = _env.Member("currentGasLimit").AsUInt64(),
            BaseFeeWei = fork >= Fork.London ? _env.Optional("currentBaseFee")?.AsUInt256() ?? new UInt256(10) : default,
            BlobBaseFeeWei = BlobsIn(fork) is { } blobs
                ? BlobGas.PriceOf(_env.Optional("currentExcessBlobGas")?.AsUInt64() ?? 0, blobs)
                : default,
            DifficultyOrRandomness =
                fork >= Fork.Paris
                    ? _env.Optional("currentRandom")?.AsUInt256() ?? UInt256.Zero
                    : _env.Optional("currentDifficulty")?.AsUInt256() ?? UInt256.Zero,
        };

    /// <summary>The transaction of a post and its sender; or the rule that its bytes or its signature break.</summary>
    public Violation? TryReadTransaction(JsonElement post, Fork fork, out Transaction transaction, out Address sender)
    {
        sender = test.Member("transaction").Member("sender").AsAddress();
        if (post.Optional("txbytes") is not { } bytes)
        {
            transaction = StateCaseFields.Read(test.Member("transaction"), post.Member("indexes"));
            return null;
        }
        if (!TransactionCodec.TryDecode(bytes.AsBytes(), out transaction, out RlpError error))
        {
            return new(InvalidBlockReason.EncodingNotCanonical, $"{error}", "a transaction");
        }
        if (TransactionRules.CheckSignature(transaction, fork, ChainId) is { } violation)
        {
            return violation;
        }
        return
            Secp256k1.TryRecover(transaction.SigningHash(), transaction.R, transaction.S, transaction.YParity, out Address signer)
            && signer == sender
            ? null
            : new(InvalidBlockReason.SenderUnrecoverable, $"{signer}", $"{sender}");
    }
}
