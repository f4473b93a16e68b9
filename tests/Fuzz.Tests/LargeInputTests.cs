using System.Text;
using NodeProto.Primitives;

namespace NodeProto.Fuzz.Tests;

/// <summary>Inputs of some hundred kilobytes of one small thing. What grows with the square of their number would take minutes.</summary>
public sealed class LargeInputTests
{
    private const int Many = 50_000;

    [Fact]
    public void A_configuration_of_many_settings_is_read_once() =>
        Refused("configuration", $"{{{Repeated(i => $"\"s{i}\":1,\n")}\"json\":true}}");

    [Fact]
    public void A_configuration_of_a_long_list_is_read_once() =>
        Accepted("configuration", $"{{\"source\":[{Repeated(i => $"\"f{i}\",")}\"f\"]}}");

    [Fact]
    public void A_genesis_of_many_unknown_keys_is_read_once() => Refused("genesis", $"{{{Repeated(i => $"\"s{i}\":1,")}\"config\":{{}}}}");

    [Fact]
    public void A_genesis_of_many_wrong_slots_is_read_once() =>
        Refused(
            "genesis",
            $"{{\"config\":{{\"chainId\":1}},\"difficulty\":1,\"gasLimit\":1,\"alloc\":{{\"{new string('1', 40)}\":{{\"storage\":{{{Repeated(i => $"\"{i:x}\":\"1\",")}\"0\":\"1\"}}}}}}}}"
        );

    [Theory]
    [InlineData(HeaderCodec.ExtraDataBytesMax, true)]
    [InlineData(HeaderCodec.ExtraDataBytesMax + 1, false)]
    public void A_genesis_of_much_extra_data_is_refused_or_can_be_read_back(int bytes, bool isAccepted)
    {
        string text =
            $"{{\"config\":{{\"chainId\":1}},\"difficulty\":1,\"gasLimit\":1,\"alloc\":{{}},\"extraData\":\"0x{new string('1', 2 * bytes)}\"}}";
        Assert.Equal(isAccepted, FuzzRun.Feed(AllTargets.Of("genesis"), Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("rlp", true)]
    [InlineData("transaction", false)]
    [InlineData("header", false)]
    [InlineData("body", false)]
    [InlineData("block", false)]
    [InlineData("receipt", false)]
    public void A_list_of_many_empty_lists_is_read_once(string name, bool isAccepted)
    {
        byte[] items = [.. RlpItems.Header(0xC0, 10 * Many), .. Enumerable.Repeat((byte)0xC0, 10 * Many)];
        byte[] outer = [.. RlpItems.Header(0xC0, items.Length), .. items];
        Assert.Equal(isAccepted, FuzzRun.Feed(AllTargets.Of(name), items));
        Assert.Equal(isAccepted, FuzzRun.Feed(AllTargets.Of(name), outer));
    }

    [Fact]
    public void A_transaction_with_a_large_access_list_is_read_once()
    {
        Transaction transaction = Shapes.Transactions.First(each => each.Type == TransactionType.AccessList) with
        {
            AccessList = [.. Enumerable.Range(0, Many / 4).Select(i => new AccessListEntry(HostileChain.AddressOf(i), []))],
        };
        Assert.True(FuzzRun.Feed(AllTargets.Of("transaction"), transaction.EncodeToArray()));
    }

    private static void Refused(string name, string text) => Assert.False(FuzzRun.Feed(AllTargets.Of(name), Encoding.UTF8.GetBytes(text)));

    private static void Accepted(string name, string text) => Assert.True(FuzzRun.Feed(AllTargets.Of(name), Encoding.UTF8.GetBytes(text)));

    private static string Repeated(Func<int, string> part) => string.Concat(Enumerable.Range(0, Many).Select(part));
}
