using System.Buffers.Binary;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>What a data directory holds: which chain, in which form.</summary>
/// <param name="ChainId">Chain id (EIP-155).</param>
/// <param name="GenesisHash">Hash of block 0.</param>
/// <param name="Genesis">The genesis as it was given, so that later commands need no <c>--chain</c>.</param>
public sealed record DataIdentity(ulong ChainId, Hash256 GenesisHash, ReadOnlyMemory<byte> Genesis)
{
    /// <summary>Version of the tables and their codecs; any change of theirs raises it.</summary>
    public const ulong SchemaVersionCurrent = 2;

    private static readonly TextKey SchemaVersionRow = "schema-version";
    private static readonly TextKey ChainIdRow = "chain-id";
    private static readonly TextKey GenesisHashRow = "genesis-hash";
    private static readonly TextKey GenesisRow = "genesis";
    private static readonly TextKey CreatedRow = "created";

    /// <summary>Names of the rows of <see cref="Tables.Metadata"/>.</summary>
    public static IReadOnlyList<string> RowNames { get; } =
    [SchemaVersionRow.Text, ChainIdRow.Text, GenesisHashRow.Text, GenesisRow.Text, CreatedRow.Text];

    /// <summary>Version of the tables that the directory was made with.</summary>
    public ulong SchemaVersion { get; init; } = SchemaVersionCurrent;

    /// <summary>When the directory was made.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Writes the rows of <see cref="Tables.Metadata"/>: numbers in 8 bytes, big-endian, the time in seconds since 1970.</summary>
    public void Write(IWriteTransaction tx)
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(number, SchemaVersion);
        tx.Put(Tables.Metadata, SchemaVersionRow, number);
        BinaryPrimitives.WriteUInt64BigEndian(number, ChainId);
        tx.Put(Tables.Metadata, ChainIdRow, number);
        tx.Put(Tables.Metadata, GenesisHashRow, GenesisHash.Bytes);
        tx.Put(Tables.Metadata, GenesisRow, Genesis.Span);
        BinaryPrimitives.WriteInt64BigEndian(number, Created.ToUnixTimeSeconds());
        tx.Put(Tables.Metadata, CreatedRow, number);
    }

    /// <summary>Reads the version of the tables; null when the initialisation has not finished.</summary>
    /// <exception cref="DatabaseCorruptException">The row is damaged.</exception>
    public static ulong? ReadSchemaVersion(IReadTransaction tx) =>
        tx.Contains(Tables.Metadata, SchemaVersionRow) ? Number(tx, SchemaVersionRow) : null;

    /// <summary>Reads what <see cref="Write"/> wrote; null when the initialisation has not finished.</summary>
    /// <exception cref="DatabaseCorruptException">A row is missing or damaged.</exception>
    public static DataIdentity? Read(IReadTransaction tx)
    {
        if (ReadSchemaVersion(tx) is not { } version)
        {
            return null;
        }
        return new DataIdentity(Number(tx, ChainIdRow), ReadHash(tx), tx.GetOrThrow(Tables.Metadata, GenesisRow).ToArray())
        {
            SchemaVersion = version,
            Created = DateTimeOffset.UnixEpoch.AddSeconds(Number(tx, CreatedRow) % uint.MaxValue),
        };
    }

    private static Hash256 ReadHash(IReadTransaction tx)
    {
        ReadOnlySpan<byte> bytes = tx.GetOrThrow(Tables.Metadata, GenesisHashRow);
        return bytes.Length == Hash256.Size ? new Hash256(bytes) : throw Damaged(GenesisHashRow, bytes.Length);
    }

    private static ulong Number(IReadTransaction tx, TextKey row)
    {
        ReadOnlySpan<byte> bytes = tx.GetOrThrow(Tables.Metadata, row);
        return bytes.Length == sizeof(ulong) ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : throw Damaged(row, bytes.Length);
    }

    private static DatabaseCorruptException Damaged(TextKey row, int length) =>
        new(Tables.Metadata.Name, row.Text, $"the row has {length} bytes");
}
