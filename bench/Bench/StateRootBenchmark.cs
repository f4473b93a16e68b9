using System.Diagnostics;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Bench;

/// <summary>
/// State root of 1,000,000 accounts from scratch, and of 10,000 changed among them, on one core, beside the cost of its Keccak
/// permutations as measured in the same run. Leaves and rows lie sorted in memory: this is the trie without a database.
/// </summary>
internal sealed class StateRootBenchmark : IComparison
{
    private const int Accounts = 1_000_000;
    private const int Changed = 10_000;
    private const int Rounds = 10; // The best of these counts: the machine may be shared.

    public static string Name => "state-root";

    public static string Summary => "trie of 1,000,000 accounts from scratch, and of 10,000 changed, against the cost of its hashing";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        SortedAccounts accounts = new(Accounts, seed: 1);
        SortedRows rows = new();
        TrieBuilder builder = new();
        builder.Build(accounts, rows);
        rows.Apply();

        double fromScratch = double.MaxValue;
        double permutation = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            permutation = Math.Min(permutation, PermutationNanoseconds());
            long start = Stopwatch.GetTimestamp();
            builder.Build(accounts, NullBranchSink.Instance);
            fromScratch = Math.Min(fromScratch, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        TrieStatistics built = builder.Statistics;

        TrieUpdater updater = new();
        double incremental = double.MaxValue;
        Hash256 updated = default;
        for (int round = 0; round < Rounds; round++)
        {
            permutation = Math.Min(permutation, PermutationNanoseconds());
            Hash256[] changed = accounts.Change(Changed, seed: 2 + round);
            long start = Stopwatch.GetTimestamp();
            updated = updater.Update(accounts, rows, rows, changed);
            incremental = Math.Min(incremental, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            rows.Apply();
        }
        bool isEqual = builder.Build(accounts, NullBranchSink.Instance) == updated;

        Console.WriteLine($"8-way Keccak: {permutation:f1} ns a permutation (filled lanes, best of {2 * Rounds})");
        Report($"{Accounts:n0} accounts from scratch", fromScratch, permutation, built);
        Report($"{Changed:n0} changed among them", incremental, permutation, updater.Statistics);
        Console.WriteLine($"root after the changes equals a rebuild: {(isEqual ? "yes" : "NO")}");
    }

    private static void Report(string what, double milliseconds, double permutation, in TrieStatistics statistics)
    {
        double hashing = statistics.Permutations * permutation / 1e6;
        Console.WriteLine(
            $"{what}: {milliseconds:f1} ms; {statistics.Nodes:n0} nodes, {statistics.Hashes:n0} hashes, {statistics.Permutations:n0} permutations "
                + $"= {hashing:f1} ms of hashing; ratio {milliseconds / hashing:f2}"
        );
    }

    internal static double PermutationNanoseconds()
    {
        const int Calls = 20_000;
        byte[] data = new byte[8 * 110]; // As long as most leaves: one permutation each.
        (int, int)[] pieces = new (int, int)[8];
        for (int i = 0; i < pieces.Length; i++)
        {
            pieces[i] = (i * 110, 110);
        }
        Hash256[] hashes = new Hash256[8];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Calls; i++)
        {
            KeccakBatch.Hash(data, pieces, hashes);
        }
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / (8 * Calls);
    }

    /// <summary>Accounts in flat arrays, sorted by hashed address.</summary>
    private sealed class SortedAccounts : ITrieLeaves
    {
        private readonly Hash256[] _keys;
        private readonly byte[] _values;
        private readonly byte[] _lengths;
        private int _at;

        public SortedAccounts(int count, int seed)
        {
            Random random = new(seed);
            _keys = new Hash256[count];
            _values = new byte[count * AccountLeaf.MaxBytes];
            _lengths = new byte[count];
            byte[] key = new byte[Hash256.Size];
            for (int i = 0; i < count; i++)
            {
                random.NextBytes(key);
                _keys[i] = new Hash256(key);
                SetValue(i, random);
            }
            Array.Sort(_keys);
        }

        public ReadOnlySpan<byte> Key => _keys[_at].Bytes;

        public ReadOnlySpan<byte> Value => _values.AsSpan(_at * AccountLeaf.MaxBytes, _lengths[_at]);

        public Hash256[] Change(int count, int seed)
        {
            Random random = new(seed);
            SortedSet<Hash256> changed = [];
            while (changed.Count < count)
            {
                int index = random.Next(_keys.Length);
                SetValue(index, random);
                changed.Add(_keys[index]);
            }
            return [.. changed];
        }

        public bool Seek(ReadOnlySpan<byte> key)
        {
            Hash256 wanted = new(key);
            int step = 1;
            int low = wanted < _keys[Math.Min(_at, _keys.Length - 1)] ? 0 : _at; // Seeks ascend within a run: gallop from the last one.
            int high = low;
            while (high < _keys.Length && _keys[high] < wanted)
            {
                low = high + 1;
                high += step;
                step *= 2;
            }
            int at = _keys.AsSpan(low, Math.Min(high, _keys.Length) - low).BinarySearch(wanted);
            _at = low + (at < 0 ? ~at : at);
            return _at < _keys.Length;
        }

        public bool Next() => ++_at < _keys.Length;

        private void SetValue(int index, Random random)
        {
            UInt256 balance = new((ulong)random.NextInt64(), (ulong)random.Next(8), 0, 0);
            Account account = new((ulong)random.Next(1000), balance, Keccak.OfEmpty);
            Span<byte> value = _values.AsSpan(index * AccountLeaf.MaxBytes, AccountLeaf.MaxBytes);
            _lengths[index] = (byte)AccountLeaf.Write(account, Keccak.OfEmptyTrie, value);
        }
    }

    /// <summary>Branch rows in flat arrays, sorted by path; what is written waits aside until the clock stands.</summary>
    private sealed class SortedRows : ITrieBranches, ITrieBranchSink
    {
        private FlatRows _stored = new();
        private FlatRows _written = new();
        private int _at;

        public void Put(ReadOnlySpan<byte> path, ReadOnlySpan<byte> row) => _written.Add(path, row);

        public void Delete(ReadOnlySpan<byte> path) => _written.Add(path, []);

        /// <summary>Takes over what was written; a row of no bytes is a deleted one.</summary>
        public void Apply()
        {
            int[] order = new int[_written.Count];
            for (int i = 0; i < order.Length; i++)
            {
                order[i] = i;
            }
            FlatRows written = _written;
            Array.Sort(order, (x, y) => written.Path(x).SequenceCompareTo(written.Path(y)));
            FlatRows merged = new();
            int old = 0;
            foreach (int index in order)
            {
                ReadOnlySpan<byte> path = written.Path(index);
                for (; old < _stored.Count && _stored.Path(old).SequenceCompareTo(path) < 0; old++)
                {
                    merged.Add(_stored.Path(old), _stored.Row(old));
                }
                old += old < _stored.Count && _stored.Path(old).SequenceEqual(path) ? 1 : 0;
                if (written.Row(index).Length > 0)
                {
                    merged.Add(path, written.Row(index));
                }
            }
            for (; old < _stored.Count; old++)
            {
                merged.Add(_stored.Path(old), _stored.Row(old));
            }
            _stored = merged;
            _written = new FlatRows();
            _at = 0;
        }

        public bool TryGetFirst(ReadOnlySpan<byte> prefix, out ReadOnlySpan<byte> path, out ReadOnlySpan<byte> row)
        {
            int step = 1;
            int low = _at; // Prefixes ascend: gallop from the last answer.
            int high = low;
            while (high < _stored.Count && _stored.Path(high).SequenceCompareTo(prefix) < 0)
            {
                low = high + 1;
                high += step;
                step *= 2;
            }
            high = Math.Min(high, _stored.Count);
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (_stored.Path(middle).SequenceCompareTo(prefix) < 0)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }
            _at = low;
            bool isFound = low < _stored.Count && _stored.Path(low).StartsWith(prefix);
            path = isFound ? _stored.Path(low) : default;
            row = isFound ? _stored.Row(low) : default;
            return isFound;
        }
    }

    /// <summary>Paths one after another, rows one after another.</summary>
    private sealed class FlatRows
    {
        private byte[] _paths = new byte[1 << 20];
        private byte[] _rows = new byte[1 << 24];
        private int[] _pathEnds = new int[1 << 14];
        private int[] _rowEnds = new int[1 << 14];

        public int Count { get; private set; }

        public ReadOnlySpan<byte> Path(int index) => Item(_paths, _pathEnds, index);

        public ReadOnlySpan<byte> Row(int index) => Item(_rows, _rowEnds, index);

        public void Add(ReadOnlySpan<byte> path, ReadOnlySpan<byte> row)
        {
            Append(ref _paths, ref _pathEnds, path);
            Append(ref _rows, ref _rowEnds, row);
            Count++;
        }

        private static ReadOnlySpan<byte> Item(byte[] items, int[] ends, int index)
        {
            int start = index == 0 ? 0 : ends[index - 1];
            return items.AsSpan(start, ends[index] - start);
        }

        private void Append(ref byte[] items, ref int[] ends, ReadOnlySpan<byte> item)
        {
            int start = Count == 0 ? 0 : ends[Count - 1];
            if (items.Length - start < item.Length)
            {
                Array.Resize(ref items, items.Length * 2);
            }
            if (ends.Length == Count)
            {
                Array.Resize(ref ends, Count * 2);
            }
            item.CopyTo(items.AsSpan(start));
            ends[Count] = start + item.Length;
        }
    }
}
