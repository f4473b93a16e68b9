using FsCheck;
using FsCheck.Fluent;
using NodeProto.Primitives;

namespace NodeProto.Db.Tests;

/// <summary>The blocks of a shard against a plain sorted set.</summary>
public sealed class HistoryShardTests
{
    // Lone blocks, runs, and every k-th block, at any place: both forms, and the border between them.
    private static readonly Gen<ushort[]> Offsets =
        from count in Gen.Choose(1, 6)
        from parts in (
            from start in Gen.OneOf(Gen.Choose(0, 65535), Gen.Choose(0, 600), Gen.Choose(65000, 65535))
            from step in Gen.OneOf(Gen.Constant(1), Gen.Choose(1, 20), Gen.Choose(1, 3000))
            from length in Gen.OneOf(Gen.Constant(1), Gen.Choose(1, 40), Gen.Choose(1, 900))
            select Enumerable.Range(0, length).Select(i => start + (i * step))
        ).ArrayOf(count)
        select parts
            .SelectMany(part => part)
            .Where(offset => offset < HistoryShard.Blocks)
            .Distinct()
            .Order()
            .Select(i => (ushort)i)
            .ToArray();

    [Theory]
    [InlineData(new[] { 0 }, "0000")]
    [InlineData(new[] { 65535 }, "ffff")]
    [InlineData(new[] { 1, 0x0203, 0xfffe }, "00010203fffe")]
    public void A_few_blocks_are_two_bytes_each(int[] offsets, string golden) => Assert.Equal(golden, Hex(Write(Narrow(offsets))));

    [Fact]
    public void From_17_blocks_on_one_page_of_256_is_a_bitmap()
    {
        ushort[] sixteen = Narrow(Enumerable.Range(0x0300, 16));
        ushort[] seventeen = Narrow([.. Enumerable.Range(0x0300, 16), 0x03ff]);
        Assert.Equal(string.Concat(sixteen.Select(offset => $"{offset:x4}")), Hex(Write(sixteen)));
        Assert.Equal("03ffff" + new string('0', 58) + "80", Hex(Write(seventeen)));
    }

    [Fact]
    public void A_whole_shard_takes_8193_bytes()
    {
        byte[] all = Write(Narrow(Enumerable.Range(0, HistoryShard.Blocks)));
        Assert.Equal(HistoryShardWriter.BytesMax, all.Length);
        Assert.Equal("00" + new string('f', 16384), Hex(all));
        Assert.Equal(HistoryShard.Blocks, Read(all).Count);
    }

    [Theory]
    [InlineData("", "a shard without blocks")]
    [InlineData("00020001", "the blocks are not in ascending order")]
    [InlineData("00010001", "the blocks are not in ascending order")]
    [InlineData("00", "0 bytes from page 0 on are no bitmap of whole pages")]
    [InlineData("03ffffff00", "4 bytes from page 3 on are no bitmap of whole pages")]
    public void Other_bytes_are_refused(string hex, string expectation) =>
        Assert.Equal(expectation, Assert.Throws<DatabaseCorruptException>(() => Read(Convert.FromHexString(hex))).Expectation);

    [Fact]
    public void The_longer_form_and_empty_pages_are_refused()
    {
        string page = new('f', 64);
        string empty = new('0', 64);
        Assert.Equal(256, Read(Convert.FromHexString("ff" + page)).Count);
        foreach (string wrong in (string[])["ff" + page + page, "03" + empty + page, "03" + page + empty])
        {
            Assert.Throws<DatabaseCorruptException>(() => Read(Convert.FromHexString(wrong)));
        }
        Assert.Equal(
            "16 blocks are stored in the longer of their two forms",
            Assert.Throws<DatabaseCorruptException>(() => Read(Convert.FromHexString("03ffff" + new string('0', 60)))).Expectation
        );
        byte[] list = Convert.FromHexString(string.Concat(Enumerable.Range(0, 17).Select(offset => $"{offset:x4}")));
        Assert.Throws<DatabaseCorruptException>(() => Read(list));
        Assert.Throws<ArgumentException>(() => Tables.AccountHistory.Codec.Encode(default, new ByteBuffer()).Length);
    }

    [Fact]
    public void Blocks_come_back_and_are_found() =>
        Run(
            from offsets in Offsets
            from probes in Gen.Choose(-1, HistoryShard.Blocks).ArrayOf(20)
            select (offsets, probes),
            test =>
            {
                (ushort[] offsets, int[] probes) = test;
                HistoryShard shard = Read(Write(offsets));
                List<ushort> back = [];
                foreach (ushort offset in shard)
                {
                    back.Add(offset);
                }
                Assert.Equal(offsets, back);
                Assert.Equal(offsets.Length, shard.Count);
                foreach (int probe in probes.Concat(offsets.Take(40).SelectMany(offset => new[] { offset - 1, offset, offset + 1 })))
                {
                    int before = offsets.Count(offset => offset < probe);
                    Assert.Equal(before, shard.CountBefore(probe));
                    Assert.Equal(before < offsets.Length, shard.TryFindFirst(probe, out ushort first));
                    Assert.Equal(before < offsets.Length ? offsets[before] : 0, first);
                    Assert.Equal(before > 0, shard.TryFindLast(probe, out ushort last));
                    Assert.Equal(before > 0 ? offsets[before - 1] : 0, last);
                }
                return true;
            }
        );

    [Fact]
    public void However_blocks_are_appended_and_cut_off_they_have_one_form() =>
        Run(
            from offsets in Offsets
            from middle in Gen.Choose(0, 5000)
            from end in Gen.Choose(0, HistoryShard.Blocks)
            select (offsets, middle, end),
            test =>
            {
                ushort[] offsets = test.offsets;
                int middle = test.middle % (offsets.Length + 1);
                byte[] whole = Write(offsets);
                byte[] head = Write(offsets[..middle]);
                Assert.Equal(whole, Append(head, HistoryShard.Blocks, offsets[middle..]));
                ushort[] kept = [.. offsets.Where(offset => offset < test.end)];
                Assert.Equal(Write(kept), Append(whole, test.end, []));
                int cut = middle < offsets.Length ? offsets[middle] : HistoryShard.Blocks;
                Assert.Equal(whole, Append(whole, cut, offsets[middle..]));
                Assert.Equal(Write([65535]), Append(whole, offsets[0], [65535]));
                return true;
            }
        );

    [Fact]
    public void Blocks_out_of_order_are_a_bug()
    {
        Assert.Throws<InvariantException>(() => Append([0, 5], HistoryShard.Blocks, [5]));
        Assert.Throws<InvariantException>(() => Write([7, 6]));
    }

    [Fact]
    public void A_block_is_in_its_shard()
    {
        BlockNumber block = new(0x0003_1234);
        Assert.Equal(3UL, HistoryShard.NumberOf(block));
        Assert.Equal(0x1234, HistoryShard.OffsetOf(block));
        Assert.Equal(block, HistoryShard.BlockAt(3, 0x1234));
    }

    private static byte[] Write(ushort[] offsets) => Append([], HistoryShard.Blocks, offsets);

    private static byte[] Append(byte[] head, int headEnd, ushort[] tail) =>
        HistoryShardWriter.Write(head.Length == 0 ? default : Read(head), headEnd, tail, new ByteBuffer()).Bytes.ToArray();

    private static HistoryShard Read(byte[] bytes) => Tables.AccountHistory.Codec.Decode(bytes);

    private static ushort[] Narrow(IEnumerable<int> offsets) => [.. offsets.Select(offset => (ushort)offset)];

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static void Run<T>(Gen<T> values, Func<T, bool> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(values.ToArbitrary(), holds));
}
