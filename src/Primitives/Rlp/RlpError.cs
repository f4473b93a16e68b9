namespace NodeProto.Primitives;

/// <summary>Why bytes are not canonical RLP (yellow paper, appendix B) or not the expected shape.</summary>
public enum RlpError
{
    /// <summary>No error.</summary>
    None,

    /// <summary>The input ends inside an item.</summary>
    Truncated,

    /// <summary>Bytes follow the last item.</summary>
    TrailingBytes,

    /// <summary>A single byte below 0x80 is wrapped in a string header, or a long header serves a short payload.</summary>
    NonCanonicalSize,

    /// <summary>A length has leading zeros or does not fit in 31 bits.</summary>
    BadLength,

    /// <summary>An integer has leading zero bytes.</summary>
    LeadingZeros,

    /// <summary>An integer is larger than its type.</summary>
    IntegerTooLarge,

    /// <summary>A list stands where a string was expected.</summary>
    ExpectedString,

    /// <summary>A string stands where a list was expected.</summary>
    ExpectedList,

    /// <summary>A fixed-width string (hash, address, bloom) has another length.</summary>
    WrongLength,

    /// <summary>A list has more or fewer items than its type allows.</summary>
    WrongItemCount,

    /// <summary>A value is outside its range (a type byte, a parity).</summary>
    BadValue,
}
