namespace NodeProto.Primitives;

/// <summary>RLP of authorization lists (EIP-7702): a list of (chain id, address, nonce, parity of y, r, s).</summary>
internal static class AuthorizationCodec
{
    public static void Encode(RlpWriter writer, IReadOnlyList<Authorization> authorizations)
    {
        int mark = writer.BeginList();
        for (int i = 0; i < authorizations.Count; i++)
        {
            Authorization authorization = authorizations[i];
            int entry = writer.BeginList();
            writer.Write(authorization.ChainId);
            writer.Write(authorization.Address);
            writer.Write(authorization.Nonce);
            writer.Write((ulong)authorization.YParity);
            writer.Write(authorization.R);
            writer.Write(authorization.S);
            writer.EndList(entry);
        }
        writer.EndList(mark);
    }

    public static bool TryDecode(ref RlpReader fields, out Authorization[] authorizations)
    {
        authorizations = [];
        if (!fields.TryReadList(out RlpReader items))
        {
            return false;
        }
        if (!items.TryCountItems(out int count))
        {
            return fields.Fail(items.Error);
        }
        authorizations = count == 0 ? [] : new Authorization[count];
        for (int i = 0; i < count; i++)
        {
            if (!TryReadEntry(ref items, out authorizations[i]))
            {
                return fields.Fail(items.Error);
            }
        }
        return true;
    }

    private static bool TryReadEntry(ref RlpReader items, out Authorization authorization)
    {
        authorization = null!;
        if (!items.TryReadList(out RlpReader parts))
        {
            return false;
        }
        if (
            !parts.TryReadUInt256(out UInt256 chainId)
            || !parts.TryReadAddress(out Address address)
            || !parts.TryReadUInt64(out ulong nonce)
            || !parts.TryReadUInt64(out ulong yParity)
            || !parts.TryReadUInt256(out UInt256 r)
            || !parts.TryReadUInt256(out UInt256 s)
            || !parts.TryEnd()
        )
        {
            return items.Fail(parts.Error);
        }
        if (yParity > byte.MaxValue)
        {
            return items.Fail(RlpError.IntegerTooLarge); // uint8 in EIP-7702.
        }
        authorization = new Authorization(chainId, address, nonce, (byte)yParity, r, s);
        return true;
    }
}
