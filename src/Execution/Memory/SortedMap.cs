using System.Diagnostics.CodeAnalysis;

namespace NodeProto.Execution;

/// <summary>A sorted map in memory: short sorted arrays in a row, so that an insertion moves little and a walk is linear.</summary>
/// <typeparam name="TKey">Key.</typeparam>
/// <typeparam name="TValue">Value.</typeparam>
public sealed class SortedMap<TKey, TValue>
    where TKey : struct, IComparable<TKey>
{
    private const int ChunkCapacity = 128;
    private readonly List<Chunk> _chunks = [];

    /// <summary>How many entries the map has.</summary>
    public int Count { get; private set; }

    /// <summary>Finds a value.</summary>
    public bool TryGet(in TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (Find(key, out Position position))
        {
            value = ValueAt(position);
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>Adds an entry or replaces its value.</summary>
    public void Set(in TKey key, TValue value)
    {
        bool found = Find(key, out Position position);
        if (found)
        {
            _chunks[position.Chunk].Values[position.Index] = value;
            return;
        }
        if (_chunks.Count == 0)
        {
            _chunks.Add(new Chunk());
        }
        Chunk chunk = _chunks[position.Chunk];
        if (chunk.Count == ChunkCapacity)
        {
            _chunks.Insert(position.Chunk + 1, chunk.Split());
            Find(key, out position);
            chunk = _chunks[position.Chunk];
        }
        chunk.Insert(position.Index, key, value);
        Count++;
    }

    /// <summary>Removes an entry; false when there was none.</summary>
    public bool Remove(in TKey key)
    {
        if (!Find(key, out Position position))
        {
            return false;
        }
        Chunk chunk = _chunks[position.Chunk];
        chunk.Remove(position.Index);
        if (chunk.Count == 0)
        {
            _chunks.RemoveAt(position.Chunk);
        }
        Count--;
        return true;
    }

    /// <summary>Finds the first entry at or after a key; the position is good until the map changes.</summary>
    public bool Seek(in TKey key, out Position position)
    {
        Find(key, out position);
        return Normalize(ref position);
    }

    /// <summary>Moves to the next entry; false at the end.</summary>
    public bool Next(ref Position position)
    {
        position = position with { Index = position.Index + 1 };
        return Normalize(ref position);
    }

    /// <summary>Key at a position.</summary>
    public ref readonly TKey KeyAt(Position position) => ref _chunks[position.Chunk].Keys[position.Index];

    /// <summary>Value at a position.</summary>
    public TValue ValueAt(Position position) => _chunks[position.Chunk].Values[position.Index];

    private bool Normalize(ref Position position)
    {
        if (position.Chunk < _chunks.Count && position.Index >= _chunks[position.Chunk].Count)
        {
            position = new Position(position.Chunk + 1, 0);
        }
        return position.Chunk < _chunks.Count;
    }

    /// <summary>Where the key is or belongs; true when it is there.</summary>
    private bool Find(in TKey key, out Position position)
    {
        // The last chunk whose first key is not after the key.
        int low = 0;
        int high = _chunks.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_chunks[middle].Keys[0].CompareTo(key) <= 0)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }
        if (_chunks.Count == 0)
        {
            position = default;
            return false;
        }
        int index = _chunks[low].Keys.AsSpan(0, _chunks[low].Count).BinarySearch(key);
        position = new Position(low, index < 0 ? ~index : index);
        return index >= 0;
    }

    /// <summary>Where an entry lies.</summary>
    /// <param name="Chunk">The array.</param>
    /// <param name="Index">The place in it.</param>
    public readonly record struct Position(int Chunk, int Index);

    private sealed class Chunk
    {
        public TKey[] Keys { get; } = new TKey[ChunkCapacity];

        public TValue[] Values { get; } = new TValue[ChunkCapacity];

        public int Count { get; private set; }

        public void Insert(int index, in TKey key, TValue value)
        {
            Array.Copy(Keys, index, Keys, index + 1, Count - index);
            Array.Copy(Values, index, Values, index + 1, Count - index);
            Keys[index] = key;
            Values[index] = value;
            Count++;
        }

        public void Remove(int index)
        {
            Count--;
            Array.Copy(Keys, index + 1, Keys, index, Count - index);
            Array.Copy(Values, index + 1, Values, index, Count - index);
            Values[Count] = default!;
        }

        public Chunk Split()
        {
            Chunk upper = new();
            int half = Count / 2;
            upper.Count = Count - half;
            Array.Copy(Keys, half, upper.Keys, 0, upper.Count);
            Array.Copy(Values, half, upper.Values, 0, upper.Count);
            Array.Clear(Values, half, upper.Count);
            Count = half;
            return upper;
        }
    }
}
