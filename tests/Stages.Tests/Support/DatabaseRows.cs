using System.Security.Cryptography;
using NodeProto.Db;

namespace NodeProto.Stages.Tests;

/// <summary>Every table's rows as one hash each, so that a difference names its table.</summary>
internal static class DatabaseRows
{
    public static Dictionary<string, string> Read(IDatabase database, params string[] without)
    {
        using IReadTransaction tx = database.BeginRead();
        return Read(tx, without);
    }

    public static Dictionary<string, string> Read(IReadTransaction tx, params string[] without)
    {
        Dictionary<string, string> tables = [];
        foreach (Table table in Tables.All)
        {
            if (without.Contains(table.Name, StringComparer.Ordinal))
            {
                continue;
            }
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using ICursor cursor = tx.OpenRawCursor(table);
            int rows = 0;
            for (bool more = cursor.First(); more; more = cursor.Next())
            {
                hash.AppendData(BitConverter.GetBytes(cursor.Key.Length));
                hash.AppendData(cursor.Key);
                hash.AppendData(BitConverter.GetBytes(cursor.Value.Length));
                hash.AppendData(cursor.Value);
                rows++;
            }
            tables.Add(table.Name, $"{rows} rows {Convert.ToHexString(hash.GetHashAndReset())}");
        }
        return tables;
    }
}
