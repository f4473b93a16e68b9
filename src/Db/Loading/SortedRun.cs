using System.Buffers.Binary;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Sorted rows, one after the other.</summary>
internal abstract class SortedRun : IDisposable
{
    public abstract ReadOnlySpan<byte> Key { get; }

    public abstract ReadOnlySpan<byte> Value { get; }

    /// <summary>Moves to the first row, then to the next; false after the last.</summary>
    public abstract bool Next();

    public abstract void Dispose();
}

/// <summary>The rows of a sorted buffer, which it takes over.</summary>
internal sealed class BufferRun(SortBuffer buffer) : SortedRun
{
    private int _index = -1;

    /// <summary>The buffer.</summary>
    public SortBuffer Buffer => buffer;

    public override ReadOnlySpan<byte> Key => buffer.Key(_index);

    public override ReadOnlySpan<byte> Value => buffer.Value(_index);

    public override bool Next() => ++_index < buffer.Count;

    public override void Dispose() => buffer.Dispose();
}

/// <summary>The rows of a spilled file, which is deleted with it: key length, value length (four bytes each), key, value, and so on.</summary>
/// <param name="path">The file.</param>
/// <param name="database">Folder of the database, for errors.</param>
internal sealed class FileRun(string path, string database) : SortedRun
{
    private const int HeadBytes = 2 * sizeof(int);
    private const int WriteBytes = 1 << 18;

    private FileStream? _file;
    private byte[] _bytes = [];
    private int _row; // The current row.
    private int _next;
    private int _end;
    private int _keyLength;
    private int _valueLength;

    public override ReadOnlySpan<byte> Key => _bytes.AsSpan(_row + HeadBytes, _keyLength);

    public override ReadOnlySpan<byte> Value => _bytes.AsSpan(_row + HeadBytes + _keyLength, _valueLength);

    /// <summary>Writes sorted rows to the file.</summary>
    public void Write(SortedRun rows)
    {
        try
        {
            using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            ByteBuffer buffer = new(WriteBytes);
            while (rows.Next())
            {
                ReadOnlySpan<byte> key = rows.Key;
                ReadOnlySpan<byte> value = rows.Value;
                Span<byte> head = buffer.Take(HeadBytes);
                BinaryPrimitives.WriteInt32LittleEndian(head, key.Length);
                BinaryPrimitives.WriteInt32LittleEndian(head[sizeof(int)..], value.Length);
                buffer.Write(key);
                buffer.Write(value);
                if (buffer.Length >= WriteBytes)
                {
                    file.Write(buffer.Written);
                    buffer.Clear();
                }
            }
            file.Write(buffer.Written);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RocksDbError.Of(e.Message, database, "");
        }
    }

    /// <summary>Begins to read with so much memory, or what the largest row needs.</summary>
    public void Open(int bufferBytes)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        _bytes = new byte[Math.Max(bufferBytes, HeadBytes)];
    }

    public override bool Next()
    {
        _row = _next;
        if (!Has(HeadBytes))
        {
            Invariant.Holds(_row == _end, "A spilled file ends with a whole row.");
            return false;
        }
        _keyLength = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_row));
        _valueLength = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_row + sizeof(int)));
        int length = checked(HeadBytes + _keyLength + _valueLength);
        Invariant.Holds(Has(length), "A spilled file ends with a whole row.");
        _next = _row + length;
        return true;
    }

    public override void Dispose()
    {
        _file?.Dispose();
        _bytes = [];
        try
        {
            File.Delete(path);
        }
        catch (IOException)
        {
            // The next opening removes it.
        }
    }

    /// <summary>Reads until so many bytes lie from the current row on; false when the file ends before.</summary>
    private bool Has(int count)
    {
        if (_end - _row >= count)
        {
            return true;
        }
        _bytes.AsSpan(_row, _end - _row).CopyTo(_bytes);
        _end -= _row;
        _row = 0;
        if (_bytes.Length < count)
        {
            Array.Resize(ref _bytes, count);
        }
        while (_end < count)
        {
            int read = _file!.Read(_bytes, _end, _bytes.Length - _end);
            if (read == 0)
            {
                return false;
            }
            _end += read;
        }
        return true;
    }
}
