using System.Text;
using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary><see cref="Tables.Metadata"/>: our schema version, the chain id, and the genesis whose hash is that of block 0.</summary>
internal static class MetadataCheck
{
    /// <summary>Checks the rows; a bare database in memory has none.</summary>
    public static void Run(Verification run)
    {
        using ICursor cursor = run.Tx.OpenRawCursor(Tables.Metadata);
        if (!cursor.First())
        {
            run.NotChecked.Add($"{Tables.Metadata}: the database has none");
            return;
        }
        for (bool more = true; more; more = cursor.Next())
        {
            run.Read(Tables.Metadata);
            string name = Encoding.UTF8.GetString(cursor.Key);
            if (!DataIdentity.RowNames.Contains(name, StringComparer.Ordinal))
            {
                run.Findings.Add(Tables.Metadata, name, $"one of {string.Join(", ", DataIdentity.RowNames)}", "a row of another name");
            }
        }
        DataIdentity? identity;
        try
        {
            identity = DataIdentity.Read(run.Tx);
        }
        catch (DatabaseCorruptException e)
        {
            run.Findings.Add(Tables.Metadata, e.Key, "the identity of a data directory", e.Expectation);
            return;
        }
        if (identity is null)
        {
            run.Findings.Add(Tables.Metadata, "schema-version", "a version", "no row");
            return;
        }
        Compare(run, "schema-version", $"{DataIdentity.SchemaVersionCurrent}", $"{identity.SchemaVersion}");
        Compare(run, "chain-id", $"{run.Spec.ChainId}", $"{identity.ChainId}");
        Compare(run, "genesis", $"a genesis with hash {identity.GenesisHash}", HashOf(identity.Genesis));
        using Cursor<BlockNumber, ReadOnlySpan<byte>> headers = run.Tx.OpenCursor(Tables.Headers);
        if (headers.SeekExact(BlockNumber.Genesis))
        {
            Compare(
                run,
                "genesis-hash",
                $"{Keccak.Hash(headers.ValueBytes)}, the hash of block 0",
                $"{identity.GenesisHash}, the hash of block 0"
            );
        }
    }

    private static void Compare(Verification run, string row, string expected, string found)
    {
        if (expected != found)
        {
            run.Findings.Add(Tables.Metadata, row, expected, found);
        }
    }

    private static string HashOf(ReadOnlyMemory<byte> genesis)
    {
        try
        {
            return $"a genesis with hash {GenesisFile.Parse(genesis, "genesis.json").Hash}";
        }
        catch (NodeException e)
        {
            return e.What;
        }
    }
}
