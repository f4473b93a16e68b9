using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Node.Tests;

internal static class DbExample
{
    public static void Run(TextWriter output)
    {
        using InMemoryDatabase database = new InMemoryDatabase();
        using (IWriteTransaction tx = database.BeginWrite())
        {
            tx.Put(Tables.CanonicalHashes, new BlockNumber(1), Keccak.Hash("one"u8));
            tx.Put(Tables.CanonicalHashes, new BlockNumber(2), Keccak.Hash("two"u8));
            tx.Commit(); // Without it, nothing has happened.
        }
        using IReadTransaction view = database.BeginRead(); // Later commits do not show in it.
        using Cursor<BlockNumber, Hash256> cursor = view.OpenCursor(Tables.CanonicalHashes);
        for (bool isRow = cursor.Seek(new BlockNumber(2)); isRow; isRow = cursor.Next())
        {
            output.WriteLine($"{cursor.Key} {cursor.Value}");
        }
    }
}
