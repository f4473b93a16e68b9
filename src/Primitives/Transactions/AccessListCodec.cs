namespace NodeProto.Primitives;

/// <summary>RLP of access lists (EIP-2930): a list of (address, list of 32-byte slot numbers).</summary>
internal static class AccessListCodec
{
    public static void Encode(RlpWriter writer, IReadOnlyList<AccessListEntry> entries)
    {
        int mark = writer.BeginList();
        for (int i = 0; i < entries.Count; i++)
        {
            int entry = writer.BeginList();
            writer.Write(entries[i].Address);
            EncodeHashes(writer, entries[i].StorageKeys);
            writer.EndList(entry);
        }
        writer.EndList(mark);
    }

    public static void EncodeHashes(RlpWriter writer, IReadOnlyList<Hash256> hashes)
    {
        int mark = writer.BeginList();
        for (int i = 0; i < hashes.Count; i++)
        {
            writer.Write(hashes[i]);
        }
        writer.EndList(mark);
    }

    public static bool TryDecode(ref RlpReader fields, out AccessListEntry[] entries)
    {
        entries = [];
        if (!fields.TryReadList(out RlpReader items))
        {
            return false;
        }
        if (!items.TryCountItems(out int count))
        {
            return fields.Fail(items.Error);
        }
        entries = count == 0 ? [] : new AccessListEntry[count];
        for (int i = 0; i < count; i++)
        {
            if (!TryReadEntry(ref items, out entries[i]))
            {
                return fields.Fail(items.Error);
            }
        }
        return true;
    }

    private static bool TryReadEntry(ref RlpReader items, out AccessListEntry entry)
    {
        entry = null!;
        if (!items.TryReadList(out RlpReader parts))
        {
            return false;
        }
        if (!parts.TryReadAddress(out Address address) || !parts.TryReadHashList(out Hash256[] keys) || !parts.TryEnd())
        {
            return items.Fail(parts.Error);
        }
        entry = new AccessListEntry(address, keys);
        return true;
    }
}
