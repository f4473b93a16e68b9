namespace NodeProto.Primitives.Tests;

public sealed class RlpReaderTests
{
    [Theory]
    [InlineData("00", RlpError.None)]
    [InlineData("7f", RlpError.None)]
    [InlineData("80", RlpError.None)]
    [InlineData("8180", RlpError.None)]
    [InlineData("83646f67", RlpError.None)]
    [InlineData("", RlpError.Truncated)]
    [InlineData("8100", RlpError.NonCanonicalSize)] // A byte below 0x80 is its own form.
    [InlineData("817f", RlpError.NonCanonicalSize)]
    [InlineData("83646f", RlpError.Truncated)]
    [InlineData("b8", RlpError.Truncated)]
    [InlineData("b800", RlpError.BadLength)]
    [InlineData("b837", RlpError.NonCanonicalSize)] // 55 bytes have a short form.
    [InlineData("b838", RlpError.Truncated)]
    [InlineData("b90038", RlpError.BadLength)]
    [InlineData("bb7fffffff", RlpError.Truncated)] // 2^31 - 1 bytes are announced.
    [InlineData("bb80000000", RlpError.BadLength)] // 2^31.
    [InlineData("bfffffffffffffffff", RlpError.BadLength)]
    [InlineData("c0", RlpError.ExpectedString)]
    [InlineData("8080", RlpError.TrailingBytes)]
    public void A_string_is_read_or_refused(string hex, RlpError expected)
    {
        RlpReader reader = new(HexText.Decode(hex));
        bool isRead = reader.TryReadString(out _) && reader.TryEnd();

        Assert.Equal((expected == RlpError.None, expected), (isRead, reader.Error));
    }

    [Theory]
    [InlineData("80", 0UL, RlpError.None)]
    [InlineData("01", 1UL, RlpError.None)]
    [InlineData("820400", 1024UL, RlpError.None)]
    [InlineData("88ffffffffffffffff", ulong.MaxValue, RlpError.None)]
    [InlineData("89010000000000000000", 0UL, RlpError.IntegerTooLarge)]
    [InlineData("00", 0UL, RlpError.LeadingZeros)]
    [InlineData("820001", 0UL, RlpError.LeadingZeros)]
    [InlineData("c0", 0UL, RlpError.ExpectedString)]
    public void An_integer_is_read_or_refused(string hex, ulong value, RlpError expected)
    {
        RlpReader reader = new(HexText.Decode(hex));
        _ = reader.TryReadUInt64(out ulong read);

        Assert.Equal((value, expected), (read, reader.Error));
    }

    [Fact]
    public void A_list_that_ends_early_or_late_has_the_wrong_count()
    {
        RlpReader early = new(HexText.Decode("c101"));
        Assert.True(early.TryReadList(out RlpReader items));
        Assert.True(items.TryReadUInt64(out _));
        Assert.False(items.TryReadUInt64(out _));
        Assert.Equal(RlpError.WrongItemCount, items.Error);

        RlpReader late = new(HexText.Decode("c20102"));
        Assert.True(late.TryReadList(out items));
        Assert.True(items.TryReadUInt64(out _));
        Assert.False(items.TryEnd());
        Assert.Equal(RlpError.WrongItemCount, items.Error);
    }

    [Fact]
    public void The_first_error_stays_and_later_reads_fail()
    {
        RlpReader reader = new(HexText.Decode("c001"));

        Assert.False(reader.TryReadString(out _));
        Assert.False(reader.TryReadUInt64(out _));
        Assert.Equal(RlpError.ExpectedString, reader.Error);
    }

    [Theory]
    [InlineData("05", 1)]
    [InlineData("80", 1)]
    [InlineData("83", 4)]
    [InlineData("c7", 8)]
    [InlineData("f838", 58)]
    [InlineData("f90400", 1027)]
    [InlineData("bb7ffffffa", int.MaxValue)]
    public void An_item_is_measured_by_its_first_bytes(string hex, int length)
    {
        Assert.True(RlpReader.TryMeasure(HexText.Decode(hex), out int measured, out RlpError error));
        Assert.Equal((length, RlpError.None), (measured, error));
    }

    [Theory]
    [InlineData("", RlpError.Truncated)]
    [InlineData("f904", RlpError.Truncated)]
    [InlineData("f837", RlpError.NonCanonicalSize)]
    [InlineData("f90038", RlpError.BadLength)]
    [InlineData("bb7ffffffb", RlpError.BadLength)] // With its header it has 2^31 bytes.
    [InlineData("ff8000000000000000", RlpError.BadLength)]
    public void A_header_without_a_length_is_not_measured(string hex, RlpError expected)
    {
        Assert.False(RlpReader.TryMeasure(HexText.Decode(hex), out int measured, out RlpError error));
        Assert.Equal((0, expected), (measured, error));
    }

    [Fact]
    public void Any_bytes_are_read_or_refused_and_what_is_read_encodes_to_the_same_bytes() =>
        Property.Holds(
            RlpGen.AlmostRlp,
            bytes =>
            {
                RlpReader reader = new(bytes);
                RlpWriter copy = new();
                if (RlpGen.TryCopy(ref reader, copy) && reader.TryEnd())
                {
                    Assert.Equal(bytes, copy.Written.ToArray());
                }
                else
                {
                    Assert.NotEqual(RlpError.None, reader.Error);
                }
            }
        );

    [Fact]
    public void What_is_written_is_read() =>
        Property.Holds(
            RlpGen.Items,
            items =>
            {
                RlpWriter writer = new(capacityBytes: 1);
                int mark = writer.BeginList();
                foreach (byte[] item in items)
                {
                    writer.Write(item);
                }
                writer.EndList(mark);

                RlpReader reader = new(writer.Written);
                Assert.True(reader.TryReadList(out RlpReader read));
                Assert.True(read.TryCountItems(out int count));
                Assert.Equal(items.Length, count);
                foreach (byte[] item in items)
                {
                    Assert.True(read.TryReadString(out ReadOnlySpan<byte> bytes));
                    Assert.Equal(item, bytes.ToArray());
                }
                Assert.True(read.TryEnd() && reader.TryEnd());
            },
            cases: 500
        );

    [Fact]
    public void Reading_allocates_nothing()
    {
        byte[] rlp = HexText.Decode("c88363617483646f67");
        Walk(rlp);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Walk(rlp);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Walk(byte[] rlp)
    {
        RlpReader reader = new(rlp);
        _ = reader.TryReadList(out RlpReader items) && items.TryCountItems(out _) && items.TryReadString(out _) && items.TryReadItem(out _);
    }
}
