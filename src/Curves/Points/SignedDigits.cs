namespace NodeProto.Curves;

/// <summary>Long numbers as digits that may be negative: half as many multiples or buckets serve them.</summary>
internal static class SignedDigits
{
    /// <summary>Writes a number in base 2^bits with digits from 1 - 2^(bits - 1) to 2^(bits - 1), least significant first.</summary>
    /// <param name="number">Words, least significant first.</param>
    /// <param name="bits">Bits of a digit, 2 to 15.</param>
    /// <param name="digits">Receives the digits: one more than whole digits fit into the number.</param>
    public static void Split(ReadOnlySpan<ulong> number, int bits, Span<short> digits)
    {
        int carry = 0;
        for (int position = 0; position < digits.Length; position++)
        {
            int bit = position * bits;
            int word = bit >> 6;
            ulong window = word < number.Length ? number[word] >> (bit & 63) : 0;
            if (word < number.Length - 1 && (bit & 63) > 64 - bits)
            {
                window |= number[word + 1] << (64 - (bit & 63));
            }
            int digit = (int)(window & ((1UL << bits) - 1)) + carry;
            carry = digit > 1 << (bits - 1) ? 1 : 0;
            digits[position] = (short)(digit - (carry << bits));
        }
    }
}
