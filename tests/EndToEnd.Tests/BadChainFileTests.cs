using NodeProto.Primitives;

namespace NodeProto.EndToEnd.Tests;

/// <summary>A chain file that is wrong is refused with its code and exit code 3, a path that leads to none with 2; what is good before the fault is kept, nothing else.</summary>
public sealed class BadChainFileTests
{
    private const int Bad = 31;
    private const ulong Held = 20;

    [Fact]
    public Task A_truncated_file() => RefusesAsync(GeneratedChain.Encode(Chains.Short.Blocks.Take(Bad))[..^1], "NP2601", "offset");

    [Fact]
    public Task Garbage_after_the_blocks() => RefusesAsync([.. GoodPart(), .. "no block"u8], "NP2602", "offset");

    [Fact]
    public Task A_header_in_other_than_canonical_RLP() => RefusesAsync([.. GoodPart(), .. WithLongNumber([0, 8])], "NP2602", "offset");

    [Fact]
    public Task A_body_in_other_than_canonical_RLP() =>
        RefusesAsync([.. GoodPart(), .. WithLongNumber([3, 0, 0])], "NP2100", $"block {Bad} ");

    [Fact]
    public Task A_block_whose_parent_is_nowhere() =>
        RefusesAsync([.. GoodPart(), .. GeneratedChain.Encode(Chains.Short.Blocks.Skip(Bad))], "NP2603", "offset");

    [Fact]
    public Task A_wrong_transaction_root() => RefusesAsync(header => header with { TransactionsRoot = Keccak.OfEmpty }, "NP2200");

    [Fact]
    public Task A_wrong_receipts_root() => RefusesAsync(header => header with { ReceiptsRoot = Keccak.OfEmpty }, "NP2302");

    [Fact]
    public Task Wrong_state_roots_from_the_middle_of_a_commit_on()
    {
        GeneratedChain chain = Chains.Short;
        for (int number = Bad; number <= chain.Blocks.Count; number++)
        {
            chain = chain.Changed(number, header => header with { StateRoot = Keccak.OfEmpty });
        }
        return RefusesAsync(
            GeneratedChain.Encode(chain.Blocks),
            "NP2301",
            ["--check-roots", "commit"],
            $"block {Bad} ",
            "stage state-root"
        );
    }

    [Fact]
    public Task One_wrong_state_root_in_the_middle_of_a_commit()
    {
        GeneratedChain chain = Chains.Short.Changed(Bad, header => header with { StateRoot = Keccak.OfEmpty });
        return RefusesAsync(GeneratedChain.Encode(chain.Blocks), "NP2301", ["--check-roots", "every"], $"block {Bad} ", "stage state-root");
    }

    [Fact]
    public async Task A_file_that_is_garbage_alone_leaves_genesis()
    {
        using DataFolder folder = new(Chains.Short);
        string file = folder.Write("bad.rlp", "<html>404 not found</html>"u8.ToArray());
        (await NodeProcess.Run(folder.ImportOf(file))).RefusedWith("NP2602", 3, "offset 0");
        Assert.Equal(await Chains.ShortChecksumAsync(0), await folder.ChecksumAsync());
    }

    [Fact]
    public async Task A_file_of_another_chain_leaves_everything_as_it_was()
    {
        using DataFolder folder = await Chains.ImportedAsync(Held);
        byte[] other = GeneratedChain.Encode([new Block(Chains.Other.Genesis.Header, EmptyBody), .. Chains.Other.Blocks]);
        string file = folder.Write("other.rlp", other);
        (await NodeProcess.Run(folder.ImportOf(file))).RefusedWith("NP2600", 3, Chains.Other.Genesis.Hash.ToString());
        Assert.Equal(await Chains.ShortChecksumAsync(Held), await folder.ChecksumAsync());
        ProgramRun good = (await NodeProcess.Run(folder.Import("--checksum"))).EndedWith(0); // And it goes on with the right one.
        Assert.Equal(await Chains.ShortChecksumAsync(Chains.Short.Head), good.Checksum);
    }

    [Fact]
    public async Task A_file_of_another_chain_without_its_genesis_says_both_and_leaves_genesis()
    {
        using DataFolder folder = new(Chains.Short);
        string file = folder.Write("other.rlp", GeneratedChain.Encode(Chains.Other.Blocks));
        (await NodeProcess.Run(folder.ImportOf(file))).RefusedWith(
            "NP2600",
            3,
            "offset 0",
            Chains.Other.Genesis.Hash.ToString(),
            Chains.Short.Genesis.Hash.ToString()
        );
        Assert.Equal(await Chains.ShortChecksumAsync(0), await folder.ChecksumAsync());
    }

    [Fact]
    public async Task A_file_that_is_not_there()
    {
        using DataFolder folder = new(Chains.Short);
        (await NodeProcess.Run(folder.ImportOf(folder["missing.rlp"]))).RefusedWith("NP1401", 2, "missing.rlp");
        Assert.False(Directory.Exists(folder.Data));
    }

    private static Body EmptyBody { get; } =
        new()
        {
            Transactions = [],
            Ommers = [],
            Withdrawals = [],
        };

    private static byte[] GoodPart() => GeneratedChain.Encode(Chains.Short.Blocks.Take(Bad - 1));

    /// <summary>The block with one number below 128 in two bytes; the lengths around it are right.</summary>
    /// <param name="path">The number's index in its list, after those of the lists around it.</param>
    private static byte[] WithLongNumber(int[] path) =>
        RlpEdit.Replace(
            GeneratedChain.Encode([Chains.Short.Blocks[Bad - 1]]),
            path,
            item => item is [< 0x80] ? [0x81, item[0]] : throw new InvalidOperationException("The number is longer than one byte.")
        );

    private static Task RefusesAsync(Func<Header, Header> change, string code) =>
        RefusesAsync(GeneratedChain.Encode(Chains.Short.Changed(Bad, change).Blocks), code, $"block {Bad} ");

    private static Task RefusesAsync(byte[] bytes, string code, string part) => RefusesAsync(bytes, code, [], part);

    /// <summary>Imports a file whose fault is at one block into a directory that holds a part of the chain already.</summary>
    private static async Task RefusesAsync(byte[] bytes, string code, string[] options, params string[] parts)
    {
        using DataFolder folder = await Chains.ImportedAsync(Held);
        (await NodeProcess.Run(folder.ImportOf(folder.Write("bad.rlp", bytes), options))).RefusedWith(code, 3, parts);
        Assert.Equal(await Chains.ShortChecksumAsync(Bad - 1), await folder.ChecksumAsync());
    }
}
