using System.Runtime.CompilerServices;

namespace NodeProto.Db;

/// <summary>A path of nodes and indexes from the root to a row. After a write of its own transaction it finds its key again.</summary>
internal sealed class InMemoryCursor(BPlusTree[] trees, int table, long[]? versions, long[] readBytes) : ICursor
{
    /// <summary>Full nodes of 64 hold 2^64 rows at this depth; ones left thin by deletes cannot outnumber what was ever put.</summary>
    private const int DepthMax = 24;

    private readonly BPlusNode[] _nodes = new BPlusNode[DepthMax];
    private readonly int[] _indexes = new int[DepthMax];
    private int _leaf = -1;
    private long _version = -1;
    private byte[]? _key;
    private byte[]? _value;
    private byte[]? _counted;

    public ReadOnlySpan<byte> Key => _key ?? throw NoPosition();

    public ReadOnlySpan<byte> Value
    {
        get
        {
            byte[] value = _value ?? throw NoPosition();
            if (!ReferenceEquals(value, _counted))
            {
                readBytes[table] += value.Length; // Once for each row, however often its value is asked for.
                _counted = value;
            }
            return value;
        }
    }

    public bool Seek(ReadOnlySpan<byte> key)
    {
        if (!Descend(key, out _))
        {
            return Lose();
        }
        return _indexes[_leaf] < _nodes[_leaf].Count ? Stand() : StepRight();
    }

    public bool SeekExact(ReadOnlySpan<byte> key) => Descend(key, out bool isEqual) && isEqual ? Stand() : Lose();

    public bool SeekForPrevious(ReadOnlySpan<byte> key)
    {
        if (!Descend(key, out bool isEqual))
        {
            return Lose();
        }
        return isEqual ? Stand() : StepLeft();
    }

    public bool First() => Seek(default);

    public bool Last()
    {
        if (Start() is not { } node)
        {
            return Lose();
        }
        DescendToEdge(node, 0, toRight: true);
        return Stand();
    }

    public bool Next()
    {
        if (_key is null)
        {
            return false;
        }
        if (IsCurrent)
        {
            return StepRight();
        }
        ReadOnlySpan<byte> key = _key;
        if (!Descend(key, out bool isEqual))
        {
            return Lose();
        }
        return !isEqual && _indexes[_leaf] < _nodes[_leaf].Count ? Stand() : StepRight();
    }

    public bool Previous()
    {
        if (_key is null)
        {
            return false;
        }
        if (!IsCurrent && !Descend(_key, out _))
        {
            return Lose();
        }
        return StepLeft();
    }

    public void Dispose()
    {
        Lose();
        Array.Clear(_nodes);
    }

    private bool IsCurrent => versions is null || versions[table] == _version;

    private BPlusNode? Start()
    {
        _version = versions is null ? 0 : versions[table];
        return trees[table].Root;
    }

    /// <summary>Goes to where the key is or would be; false when the table is empty.</summary>
    private bool Descend(ReadOnlySpan<byte> key, out bool isEqual)
    {
        isEqual = false;
        if (Start() is not { } node)
        {
            return false;
        }
        ulong prefix = BPlusNode.PrefixOf(key);
        int depth = 0;
        for (; node.Children is { } children; depth++)
        {
            int index = node.ChildIndex(key, prefix);
            _nodes[depth] = node;
            _indexes[depth] = index;
            node = children[index];
        }
        _nodes[depth] = node;
        _indexes[depth] = node.LowerBound(key, prefix, out isEqual);
        _leaf = depth;
        return true;
    }

    private void DescendToEdge(BPlusNode node, int depth, bool toRight)
    {
        for (; ; depth++)
        {
            int index = toRight ? node.Count - 1 : 0;
            _nodes[depth] = node;
            _indexes[depth] = index;
            if (node.Children is not { } children)
            {
                _leaf = depth;
                return;
            }
            node = children[index];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool StepRight()
    {
        if (_indexes[_leaf] + 1 < _nodes[_leaf].Count)
        {
            _indexes[_leaf]++;
            return Stand();
        }
        for (int depth = _leaf - 1; depth >= 0; depth--)
        {
            if (_indexes[depth] + 1 < _nodes[depth].Count)
            {
                int index = ++_indexes[depth];
                DescendToEdge(_nodes[depth].Children![index], depth + 1, toRight: false);
                return Stand();
            }
        }
        return Lose();
    }

    private bool StepLeft()
    {
        if (_indexes[_leaf] > 0)
        {
            _indexes[_leaf]--;
            return Stand();
        }
        for (int depth = _leaf - 1; depth >= 0; depth--)
        {
            if (_indexes[depth] > 0)
            {
                int index = --_indexes[depth];
                DescendToEdge(_nodes[depth].Children![index], depth + 1, toRight: true);
                return Stand();
            }
        }
        return Lose();
    }

    private bool Stand()
    {
        BPlusNode leaf = _nodes[_leaf];
        int index = _indexes[_leaf];
        _key = leaf.Keys[index];
        _value = leaf.Values![index];
        return true;
    }

    private bool Lose()
    {
        _key = null;
        _value = null;
        return false;
    }

    private static InvalidOperationException NoPosition() => new("The cursor stands on no row.");
}
