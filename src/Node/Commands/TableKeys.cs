using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Node.Commands;

/// <summary>Keys as one types them.</summary>
internal static class TableKeys
{
    /// <summary>For the help.</summary>
    public const string Description =
        "A key is 0x and hexadecimal bytes, a block number where the table's keys begin with one, a name where they are names, or an"
        + " address where they are hashes of addresses.";

    /// <summary>The bytes of a key; a prefix of one is allowed.</summary>
    /// <param name="table">The table.</param>
    /// <param name="text">What was typed.</param>
    /// <param name="place">The option or argument that it was typed for.</param>
    /// <exception cref="NodeException">The text is no key of this table.</exception>
    public static byte[] Parse(Table table, string text, string place)
    {
        if (IsText(table))
        {
            return Encoding.UTF8.GetBytes(text);
        }
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && text.Length % 2 == 0)
        {
            byte[] bytes = new byte[(text.Length - 2) / 2];
            if (HexText.TryDecodeExact(text, bytes))
            {
                return bytes.Length == Address.Size && IsByAddress(table) ? Keccak.Hash(bytes).Bytes.ToArray() : bytes;
            }
        }
        else if (IsByNumber(table) && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
        {
            byte[] bytes = new byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
            return bytes;
        }
        throw new NodeException(NodeErrorCode.SettingInvalid, $"'{text}' is no key of table {table.Name}", place, Description);
    }

    /// <summary>Whether keys are names.</summary>
    public static bool IsText(Table table) => KeyType(table) == typeof(TextKey);

    /// <summary>Whether keys begin with a block number.</summary>
    public static bool IsByNumber(Table table) =>
        KeyType(table) is { } type
        && (
            type == typeof(BlockNumber)
            || type == typeof(BlockKey)
            || type == typeof(AccountChangesKey)
            || type == typeof(StorageChangesKey)
        );

    private static bool IsByAddress(Table table) =>
        table == Tables.Accounts
        || table == Tables.Storage
        || table == Tables.StorageRoots
        || table == Tables.StorageTrie
        || table == Tables.AccountHistory
        || table == Tables.StorageHistory;

    private static Type KeyType(Table table) => table.GetType().GetGenericArguments()[0];
}
