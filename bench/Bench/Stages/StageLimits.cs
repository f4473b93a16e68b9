using System.Runtime.InteropServices;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;
using NodeProto.Stages;
using NodeProto.Trie;

namespace NodeProto.Bench;

/// <summary>The limit of each stage over a chain. What is only needed to measure is made ready once, before the clock runs.</summary>
internal sealed class StageLimits(BenchChain chain, StageBench bench)
{
    private static readonly int Cores = Environment.ProcessorCount;

    /// <summary>Makes ready what the limit of a stage needs, when all stages before it have run.</summary>
    public Func<StageReport, StageLimit> Prepare(StageId stage) =>
        stage == StageId.Headers ? Headers()
        : stage == StageId.Bodies ? Bodies()
        : stage == StageId.SenderRecovery ? Senders()
        : stage == StageId.Execution ? Execution()
        : stage == StageId.StateRoot ? StateRoot()
        : stage == StageId.TransactionLookup ? TransactionLookup()
        : stage == StageId.AccountHistory ? AccountHistory()
        : stage == StageId.StorageHistory ? StorageHistory()
        : SyncedWrite();

    /// <summary>Every header is hashed and decoded, each by itself.</summary>
    private Func<StageReport, StageLimit> Headers()
    {
        RlpWriter writer = new();
        (int Offset, int Length)[] pieces = new (int, int)[chain.Blocks.Count];
        for (int i = 0; i < pieces.Length; i++)
        {
            byte[] rlp = chain.Blocks[i].Header.EncodeToArray();
            pieces[i] = (writer.Length, rlp.Length);
            writer.WriteRaw(rlp);
        }
        byte[] data = writer.Written.ToArray();
        Hash256[] hashes = new Hash256[pieces.Length];
        return report =>
            StageLimit
                .Of(
                    "Keccak and decoding of the headers",
                    Cores,
                    () =>
                    {
                        KeccakBatch.Hash(data, pieces, hashes);
                        for (int i = 0; i < pieces.Length; i++)
                        {
                            if (!HeaderCodec.TryDecode(data.AsSpan(pieces[i].Offset, pieces[i].Length), hashes[i], out _, out _))
                            {
                                throw new InvalidOperationException("A generated header is malformed.");
                            }
                        }
                    }
                )
                .OrWriting(report, bench.Folder);
    }

    /// <summary>Every body's tries are hashed, from encodings that lie ready.</summary>
    private Func<StageReport, StageLimit> Bodies()
    {
        List<(byte[] Items, int[] Ends)> lists = [];
        foreach (Block block in chain.Blocks)
        {
            lists.Add(Encode(block.Body.Transactions, (writer, item) => writer.WriteRaw(item.EncodeToArray())));
        }
        return report =>
            StageLimit
                .Of(
                    "roots of the transactions, encoded before",
                    Cores,
                    () =>
                    {
                        foreach ((byte[] items, int[] ends) in lists)
                        {
                            ListRoot.Of(items, ends);
                        }
                    }
                )
                .OrWriting(report, bench.Folder);
    }

    /// <summary>Every signature is recovered by libsecp256k1, from hashes that lie ready.</summary>
    private Func<StageReport, StageLimit> Senders()
    {
        List<(Transaction Transaction, Hash256 Hash)> signed = [];
        foreach (Block block in chain.Blocks)
        {
            foreach (Transaction transaction in block.Body.Transactions)
            {
                signed.Add((transaction, transaction.SigningHash()));
            }
        }
        return _ =>
            StageLimit.Of(
                "a bare loop over libsecp256k1's recover",
                Cores,
                () =>
                {
                    Span<byte> publicKey = stackalloc byte[Secp256k1.PublicKeyBytes];
                    foreach ((Transaction transaction, Hash256 hash) in signed)
                    {
                        if (!Secp256k1.TryRecoverPublicKey(hash, transaction.R, transaction.S, transaction.YParity, publicKey))
                        {
                            throw new InvalidOperationException("A generated signature is not valid.");
                        }
                    }
                }
            );
    }

    /// <summary>The blocks are executed one after the other, decoded before, over a state that lies in memory.</summary>
    private Func<StageReport, StageLimit> Execution()
    {
        MemoryState state = GenesisState.Load(chain.Genesis);
        Address[][] senders = ReadSenders();
        BlockExecutor executor = new(chain.Genesis.Spec);
        Hashes hashes = new(chain);
        return _ =>
            StageLimit.Of(
                "the same blocks over a state in memory",
                1,
                () =>
                {
                    StateBuffer buffer = new(state);
                    for (int i = 0; i < chain.Blocks.Count; i++)
                    {
                        Block block = chain.Blocks[i];
                        if (
                            !executor.TryExecute(block, senders[i], buffer, hashes, roots: null, out BlockOutcome? outcome, out var invalid)
                        )
                        {
                            throw new InvalidOperationException(invalid.Text);
                        }
                        buffer.Apply(block.Header.Number, outcome.Changes);
                    }
                }
            );
    }

    /// <summary>Every node of the resulting trie is hashed once; what one permutation costs is measured each time.</summary>
    private Func<StageReport, StageLimit> StateRoot()
    {
        using IReadTransaction tx = bench.Database.BeginRead();
        using AccountLeaves leaves = new(tx);
        TrieBuilder builder = new();
        if (builder.Build(leaves, NullBranchSink.Instance) != chain.Blocks[^1].Header.StateRoot)
        {
            throw new InvalidOperationException("The state's root is not that of the last header: accounts with storage are not counted.");
        }
        long calls = (builder.Statistics.Permutations + KeccakBatch.Width - 1) / KeccakBatch.Width;
        return _ => StageLimit.Of("Keccak of the nodes of the resulting trie", Cores, () => Permute(calls));
    }

    /// <summary>Every transaction is hashed, from bytes that lie ready.</summary>
    private Func<StageReport, StageLimit> TransactionLookup()
    {
        RlpWriter writer = new();
        List<(int Offset, int Length)> pieces = [];
        foreach (Block block in chain.Blocks)
        {
            foreach (Transaction transaction in block.Body.Transactions)
            {
                byte[] rlp = transaction.EncodeToArray();
                pieces.Add((writer.Length, rlp.Length));
                writer.WriteRaw(rlp);
            }
        }
        byte[] data = writer.Written.ToArray();
        Hash256[] hashes = new Hash256[pieces.Count];
        return report =>
            StageLimit
                .Of("Keccak of the transactions", Cores, () => KeccakBatch.Hash(data, CollectionsMarshal.AsSpan(pieces), hashes))
                .OrWriting(report, bench.Folder);
    }

    /// <summary>Every change of an account is read once, from the table where execution left it.</summary>
    private Func<StageReport, StageLimit> AccountHistory() =>
        report =>
            StageLimit
                .Of(
                    "reading the changes of accounts",
                    Cores,
                    () =>
                    {
                        using IReadTransaction tx = bench.Database.BeginRead();
                        using AccountChangesReader changes = new(tx, AllBlocks());
                        while (changes.MoveNext()) { }
                    }
                )
                .OrWriting(report, bench.Folder);

    /// <summary>Every change of a slot is read once, from the table where execution left it.</summary>
    private Func<StageReport, StageLimit> StorageHistory() =>
        report =>
            StageLimit
                .Of(
                    "reading the changes of slots",
                    Cores,
                    () =>
                    {
                        using IReadTransaction tx = bench.Database.BeginRead();
                        using StorageChangesReader changes = new(tx, AllBlocks());
                        while (changes.MoveNext()) { }
                    }
                )
                .OrWriting(report, bench.Folder);

    /// <summary>One synced write: the checkpoint of a stage that has nothing else to store.</summary>
    private Func<StageReport, StageLimit> SyncedWrite() =>
        _ => new("one synced write of 4 KiB", StageLimit.SyncedWrite(Path.Combine(bench.Folder, "synced"), 4096), 0);

    private BlockRange AllBlocks() => new(chain.Blocks[0].Header.Number, chain.Blocks[^1].Header.Number);

    private Address[][] ReadSenders()
    {
        using IReadTransaction tx = bench.Database.BeginRead();
        Address[][] senders = new Address[chain.Blocks.Count][];
        for (int i = 0; i < senders.Length; i++)
        {
            senders[i] = tx.GetOrThrow(Tables.Senders, chain.Blocks[i].Header.Number).ToArray();
        }
        return senders;
    }

    private static (byte[] Items, int[] Ends) Encode<T>(IReadOnlyList<T> items, Action<RlpWriter, T> encode)
    {
        RlpWriter writer = new();
        int[] ends = new int[items.Count];
        for (int i = 0; i < ends.Length; i++)
        {
            encode(writer, items[i]);
            ends[i] = writer.Length;
        }
        return (writer.Written.ToArray(), ends);
    }

    private static void Permute(long calls)
    {
        const int Length = 110; // As long as most leaves: one permutation each.
        byte[] data = new byte[KeccakBatch.Width * Length];
        (int, int)[] pieces = new (int, int)[KeccakBatch.Width];
        for (int i = 0; i < pieces.Length; i++)
        {
            pieces[i] = (i * Length, Length);
        }
        Hash256[] hashes = new Hash256[pieces.Length];
        for (long i = 0; i < calls; i++)
        {
            KeccakBatch.Hash(data, pieces, hashes);
        }
    }

    private sealed class Hashes(BenchChain chain) : IBlockHashes
    {
        public Hash256 HashOf(BlockNumber number) =>
            number == BlockNumber.Genesis ? chain.Genesis.Hash : chain.Blocks[(int)number.Value - 1].Header.Hash;
    }

    /// <summary>The stored accounts, none of which has storage.</summary>
    private sealed class AccountLeaves(IReadTransaction tx) : ITrieLeaves, IDisposable
    {
        private readonly Cursor<Hash256, Account> _cursor = tx.OpenCursor(Tables.Accounts);
        private readonly byte[] _value = new byte[AccountLeaf.MaxBytes];
        private Hash256 _key;

        public ReadOnlySpan<byte> Key
        {
            get
            {
                _key = _cursor.Key;
                return _key.Bytes;
            }
        }

        public ReadOnlySpan<byte> Value => _value.AsSpan(0, AccountLeaf.Write(_cursor.Value, Keccak.OfEmptyTrie, _value));

        public bool Seek(ReadOnlySpan<byte> key) => _cursor.Seek(key.IsEmpty ? Hash256.Zero : new Hash256(key));

        public bool Next() => _cursor.Next();

        public void Dispose() => _cursor.Dispose();
    }
}
