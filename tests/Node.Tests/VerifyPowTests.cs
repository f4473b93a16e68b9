using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Node.Tests;

/// <summary>Proof of work is verified when <c>--verify-pow</c> says so, and unasked on the mainnet that is built in.</summary>
public sealed class VerifyPowTests
{
    [Theory]
    [InlineData("", 3)]
    [InlineData("--verify-pow", 3)]
    [InlineData("--verify-pow true", 3)]
    [InlineData("--verify-pow=true", 3)]
    [InlineData("--chain mainnet", 3)]
    [InlineData("--verify-pow false", 0)]
    [InlineData("--verify-pow=false", 0)]
    [InlineData("--chain GENESIS", 0)]
    [InlineData("--chain GENESIS --verify-pow", 3)]
    public async Task A_block_of_mainnet_without_work_is_refused_unless_that_is_not_verified(string options, int exitCode)
    {
        using TestFolder folder = new();
        string genesis = folder.Write("genesis.json", GenesisFile.Write(BuiltInChains.Mainnet));
        string[] given = options.Replace("GENESIS", genesis, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string file = folder.Write("blocks.rlp", Encode(WithoutWork(BuiltInChains.Mainnet.Header)));
        CommandRun run = await CommandRun.Of(["import", "--db", "memory", "--to-stage", "headers", "--json", .. given, file]);
        Assert.Equal(exitCode, run.ExitCode);
        if (exitCode == 0)
        {
            Assert.False(run.Json.GetProperty("verifyPow").GetBoolean());
            Assert.Equal(1, run.Json.GetProperty("head").GetProperty("number").GetInt32());
            return;
        }
        Assert.Equal("NP2134", run.ErrorPart("code"));
        Assert.StartsWith("block 1 0x", run.ErrorPart("where"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_of_mainnet_verifies_without_being_told_the_chain()
    {
        using TestFolder folder = new();
        string file = folder.Write("blocks.rlp", Encode(WithoutWork(BuiltInChains.Mainnet.Header)));
        Assert.Equal(0, (await CommandRun.Of("init", "--chain", "mainnet", "--datadir", folder["data"])).ExitCode);
        CommandRun run = await CommandRun.Of("import", "--datadir", folder["data"], "--to-stage", "headers", "--json", file);
        Assert.Equal("NP2134", run.ErrorPart("code"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_import_says_whether_it_verified(bool isVerified)
    {
        using TestFolder folder = new();
        ChainGenerator generator = new(new ChainGeneratorOptions { Blocks = 2 }); // After the merge: verified, there is nothing to refuse.
        string genesis = folder.Write("genesis.json", GenesisFile.Write(generator.Genesis));
        string file = folder.Write("chain.rlp", [.. generator.Generate().SelectMany(Encode)]);
        string[] line = ["import", "--db", "memory", "--chain", genesis, "--verify-pow", isVerified ? "true" : "false", file];
        Assert.Contains(
            isVerified ? "proof of work verified" : "proof of work not verified",
            (await CommandRun.Of(line)).Out,
            StringComparison.Ordinal
        );
        Assert.Equal(isVerified, (await CommandRun.Of([.. line, "--json"])).Json.GetProperty("verifyPow").GetBoolean());
    }

    private static Block WithoutWork(Header parent)
    {
        Header header = parent with
        {
            ParentHash = parent.Hash,
            Number = parent.Number + 1,
            Timestamp = parent.Timestamp + 1_000,
            ExtraData = default,
        };
        return new Block(
            header with
            {
                Difficulty = Difficulty.Of(ChainSpec.Mainnet.Forks, header.Number, header.Timestamp, parent),
            },
            Body.Empty
        );
    }

    private static byte[] Encode(Block block)
    {
        RlpWriter writer = new();
        BodyCodec.EncodeBlock(writer, block);
        return writer.Written.ToArray();
    }
}
