using System.Diagnostics;
using System.Text;
using NodeProto.Primitives;

namespace NodeProto.Consensus.Tests;

public sealed class GenesisFileTests
{
    private const string Post =
        "\"homesteadBlock\":0,\"eip150Block\":0,\"eip155Block\":0,\"eip158Block\":0,\"byzantiumBlock\":0,\"constantinopleBlock\":0,"
        + "\"petersburgBlock\":0,\"istanbulBlock\":0,\"berlinBlock\":0,\"londonBlock\":0";

    [Fact]
    public void Quantities_may_be_numbers_or_text_in_decimal_or_hexadecimal()
    {
        Genesis genesis = Parse(
            File(
                "\"chainId\":\"0x7\",\"homesteadBlock\":\"5\",\"eip150Block\":6",
                "\"0A00000000000000000000000000000000000001\":{\"balance\":\"0x10\"},"
                    + "\"0x0a00000000000000000000000000000000000002\":{\"balance\":\"17\",\"nonce\":3,\"code\":\"0x6001\",\"storage\":{\"0x1\":\"0x02\",\"3\":\"0x0\"}}"
            )
        );
        Assert.Equal(7UL, genesis.Spec.ChainId);
        Assert.Equal(5UL, genesis.Spec.Forks.StartOf(Fork.Homestead));
        Assert.Equal(6UL, genesis.Spec.Forks.StartOf(Fork.TangerineWhistle));
        Assert.Equal(new UInt256(16), genesis.Accounts[0].Balance);
        Assert.Equal(new UInt256(17), genesis.Accounts[1].Balance);
        Assert.Equal(3UL, genesis.Accounts[1].Nonce);
        Assert.Equal([new(1, 2), new GenesisSlot(3, 0)], genesis.Accounts[1].Storage);
    }

    [Fact]
    public void What_is_no_regular_file_is_refused_without_waiting()
    {
        string folder = Directory.CreateTempSubdirectory("nodeproto-test-").FullName;
        try
        {
            string pipe = Path.Combine(folder, "pipe.json");
            string link = Path.Combine(folder, "link.json");
            string empty = Path.Combine(folder, "empty.json");
            using (Process make = Process.Start("mkfifo", pipe))
            {
                make.WaitForExit();
                Assert.Equal(0, make.ExitCode);
            }
            System.IO.File.CreateSymbolicLink(link, pipe);
            System.IO.File.WriteAllBytes(empty, []);
            foreach (string path in (ReadOnlySpan<string>)[pipe, link, empty, folder, "/dev/zero"])
            {
                Assert.Equal(path, Unreadable(path).Where);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_file_longer_than_any_genesis_is_refused_before_it_is_read()
    {
        string file = Path.GetTempFileName();
        string link = $"{file}-link";
        try
        {
            using (FileStream sparse = System.IO.File.OpenWrite(file))
            {
                sparse.SetLength(GenesisFile.BytesMax + 1);
            }
            System.IO.File.CreateSymbolicLink(link, file);
            foreach (string path in (ReadOnlySpan<string>)[file, link])
            {
                Assert.Contains(
                    "it has 67108865 bytes, and a genesis file at most 67108864",
                    Unreadable(path).What,
                    StringComparison.Ordinal
                );
            }
            System.IO.File.WriteAllText(file, File("\"chainId\":7", ""));
            Assert.Equal(7UL, GenesisFile.Read(link).Spec.ChainId);
        }
        finally
        {
            System.IO.File.Delete(link);
            System.IO.File.Delete(file);
        }
    }

    [Fact]
    public void More_extra_data_than_a_stored_header_may_have_is_refused()
    {
        const string Start = "{\"gasLimit\":1,\"difficulty\":1,\"config\":{\"chainId\":1},\"alloc\":{},\"extraData\":\"0x";
        string most = new('5', 2 * HeaderCodec.ExtraDataBytesMax);
        Genesis genesis = Parse($"{Start}{most}\"}}");
        Assert.True(HeaderCodec.TryDecode(genesis.Header.EncodeToArray(), out Header header, out _));
        Assert.Equal(genesis.Hash, header.Hash);
        NodeException error = Assert.Throws<NodeException>(() => Parse($"{Start}{most}55\"}}"));
        Assert.Equal(NodeErrorCode.GenesisValueBad, error.Code);
        Assert.Contains("at most 102400 bytes", error.What, StringComparison.Ordinal);
        Assert.EndsWith(", extraData", error.Where, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", NodeErrorCode.GenesisFileNotJson, "line 1")]
    [InlineData("[]", NodeErrorCode.GenesisValueBad, "top level")]
    [InlineData("{\"gasLimit\":1,\"config\":{},\"alloc\":{}}", NodeErrorCode.GenesisKeyMissing, "difficulty")]
    [InlineData("{\"gasLimit\":1,\"difficulty\":\"x\",\"alloc\":{}}", NodeErrorCode.GenesisValueBad, "difficulty")]
    [InlineData("{\"gasLimit\":1,\"difficulty\":1,\"alloc\":{}}", NodeErrorCode.GenesisKeyMissing, "config")]
    [InlineData("{\"gasLimit\":1.5,\"difficulty\":1,\"config\":{\"chainId\":1},\"alloc\":{}}", NodeErrorCode.GenesisValueBad, "gasLimit")]
    [InlineData("{\"gasLimit\":-1,\"difficulty\":1,\"config\":{\"chainId\":1},\"alloc\":{}}", NodeErrorCode.GenesisValueBad, "gasLimit")]
    [InlineData(
        "{\"gasLimit\":1,\"difficulty\":1,\"config\":{\"chainId\":1},\"alloc\":{\"0x12\":{}}}",
        NodeErrorCode.GenesisValueBad,
        "alloc"
    )]
    [InlineData(
        "{\"gasLimit\":1,\"difficulty\":1,\"number\":1,\"config\":{\"chainId\":1},\"alloc\":{}}",
        NodeErrorCode.GenesisValueBad,
        "number"
    )]
    [InlineData(
        "{\"gasLimit\":1,\"difficulty\":1,\"extraData\":\"\\ud800\",\"config\":{\"chainId\":1},\"alloc\":{}}",
        NodeErrorCode.GenesisFileNotJson,
        "string"
    )]
    public void A_malformed_file_is_an_error_that_names_the_place(string json, NodeErrorCode code, string place)
    {
        NodeException error = Assert.Throws<NodeException>(() => Parse(json));
        Assert.Equal(code, error.Code);
        Assert.StartsWith("test.json, ", error.Where, StringComparison.Ordinal);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"homesteadBlock\":5,\"eip150Block\":4", NodeErrorCode.GenesisForksContradict)]
    [InlineData("\"homesteadBlock\":5,\"eip150Block\":5", null)]
    [InlineData("\"eip150Block\":5", NodeErrorCode.GenesisForksContradict)]
    [InlineData(Post, null)] // Bomb delays may be left out.
    [InlineData(Post + ",\"arrowGlacierBlock\":3,\"grayGlacierBlock\":2", NodeErrorCode.GenesisForksContradict)]
    [InlineData(Post + ",\"shanghaiTime\":0", NodeErrorCode.GenesisForksContradict)] // Never merges.
    [InlineData(Post + ",\"terminalTotalDifficulty\":0,\"shanghaiTime\":5,\"cancunTime\":4", NodeErrorCode.GenesisForksContradict)]
    [InlineData(Post + ",\"terminalTotalDifficulty\":0,\"shanghaiTime\":5,\"pragueTime\":6", NodeErrorCode.GenesisForksContradict)]
    [InlineData(Post + ",\"terminalTotalDifficulty\":0,\"shanghaiTime\":5,\"cancunTime\":5", null)]
    [InlineData("\"terminalTotalDifficulty\":0", NodeErrorCode.GenesisForksContradict)]
    [InlineData("\"clique\":{}", NodeErrorCode.GenesisNotSupported)]
    [InlineData("\"homesteadBlock\":0,\"eip150Block\":0,\"eip155Block\":1,\"eip158Block\":2", NodeErrorCode.GenesisNotSupported)]
    public void A_schedule_that_contradicts_itself_is_refused(string config, NodeErrorCode? expected)
    {
        NodeErrorCode? code = null;
        try
        {
            Parse(File($"\"chainId\":1,{config}", ""));
        }
        catch (NodeException e)
        {
            code = e.Code;
        }
        Assert.Equal(expected, code);
    }

    [Fact]
    public void Blob_parameters_have_defaults_and_change_by_time()
    {
        ChainSpec spec = Parse(
            File(
                "\"chainId\":1,"
                    + Post
                    + ",\"terminalTotalDifficulty\":0,\"shanghaiTime\":0,\"cancunTime\":10,\"pragueTime\":20,\"osakaTime\":30,"
                    + "\"bpo1Time\":40,\"blobSchedule\":{\"bpo1\":{\"target\":10,\"max\":15,\"baseFeeUpdateFraction\":8346193}}",
                ""
            )
        ).Spec;
        Assert.Null(spec.BlobParametersAt(9));
        Assert.Equal(BlobParameters.Cancun, spec.BlobParametersAt(10));
        Assert.Equal(BlobParameters.Cancun, spec.BlobParametersAt(19));
        Assert.Equal(BlobParameters.Prague, spec.BlobParametersAt(20));
        Assert.Equal(BlobParameters.Prague, spec.BlobParametersAt(39));
        Assert.Equal(BlobParameters.Bpo1, spec.BlobParametersAt(40));
        Assert.Equal(Fork.Osaka, spec.ForkAt(new BlockNumber(1), 40, isProofOfStake: true));
        Assert.Equal(Fork.London, spec.ForkAt(new BlockNumber(1), 40, isProofOfStake: false));
    }

    [Fact]
    public void What_is_not_known_is_ignored_with_a_warning()
    {
        List<string> warnings = [];
        Parse(File("\"chainId\":1,\"zebraTime\":7,\"colour\":\"red\"", ""), warnings);
        Assert.Equal(
            [
                "'config.zebraTime' looks like a fork that is not known; it was ignored, and blocks from it on may be refused.",
                "'config.colour' is not known and was ignored.",
            ],
            warnings
        );
    }

    [Fact]
    public void Mainnets_genesis_is_built_in()
    {
        Genesis? mainnet = BuiltInChains.Find("mainnet");
        Assert.Equal(Hash256.Parse("0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3"), mainnet?.Hash);
        Assert.Equal(8_893, mainnet?.Accounts.Count);
        Assert.Null(BuiltInChains.Find("Mainnet2"));
    }

    [Theory]
    [InlineData(0, 0, false, Fork.Frontier)]
    [InlineData(1_149_999, 0, false, Fork.Frontier)]
    [InlineData(1_150_000, 0, false, Fork.Homestead)]
    [InlineData(7_280_000, 0, false, Fork.Petersburg)]
    [InlineData(15_537_393, 1_663_224_162, false, Fork.GrayGlacier)]
    [InlineData(15_537_394, 1_663_224_179, true, Fork.Paris)]
    [InlineData(17_034_869, 1_681_338_443, true, Fork.Paris)]
    [InlineData(17_034_870, 1_681_338_455, true, Fork.Shanghai)]
    [InlineData(24_000_000, 1_764_798_551, true, Fork.Osaka)]
    public void Mainnets_forks_begin_where_they_began(ulong number, ulong timestamp, bool isProofOfStake, Fork expected) =>
        Assert.Equal(expected, ChainSpec.Mainnet.ForkAt(new BlockNumber(number), timestamp, isProofOfStake));

    [Fact]
    public void A_bomb_delay_counts_only_where_its_own_fork_begins()
    {
        ForkSchedule without = new(null, new ForkStart(Fork.Constantinople, 0), new ForkStart(Fork.Berlin, 0));
        Assert.Equal(5_000_000UL, Difficulty.BombDelayAt(without, default));
        Assert.Equal(9_000_000UL, Difficulty.BombDelayAt(ChainSpec.AllFrom(Fork.Berlin).Forks, default));
    }

    private static NodeException Unreadable(string path)
    {
        NodeException error = Assert.Throws<NodeException>(() => GenesisFile.Read(path));
        Assert.Equal(NodeErrorCode.GenesisFileUnreadable, error.Code);
        return error;
    }

    private static Genesis Parse(string json, List<string>? warnings = null) =>
        GenesisFile.Parse(Encoding.UTF8.GetBytes(json), "test.json", warnings);

    private static string File(string config, string alloc) =>
        $"{{\"difficulty\":1,\"gasLimit\":\"0x1388\",\"config\":{{{config}}},\"alloc\":{{{alloc}}}}}";

    // Genesis hashes as published with the networks (github.com/eth-clients/sepolia and /hoodi); forks and total difficulties likewise.
    [Theory]
    [InlineData("sepolia", 11_155_111, "0x25a5cc106eea7138acab33231d7160d69cb777ee0c2c553fcddf5138993e6dd9", Fork.London)]
    [InlineData("hoodi", 560_048, "0xbbe312868b376a3001692a646dd2d7d1e4406380dfd86b98aa8a34d1557c971b", Fork.Cancun)]
    public void A_test_network_is_built_in_with_its_published_genesis(string name, ulong chainId, string hash, Fork atGenesis)
    {
        Genesis? genesis = BuiltInChains.Find(name);
        Assert.NotNull(genesis);
        Assert.Equal(Hash256.Parse(hash), genesis.Hash);
        Assert.Equal((name, chainId), (genesis.Spec.Name, genesis.Spec.ChainId));
        Assert.Equal(atGenesis, genesis.Spec.ForkAtGenesis(genesis.Header.Timestamp));
        Assert.True(BuiltInChains.Contains(genesis));
        Assert.Contains(name, BuiltInChains.Names, StringComparer.Ordinal);
    }

    [Fact]
    public void Test_networks_follow_their_schedules()
    {
        ChainSpec sepolia = BuiltInChains.Find("sepolia")!.Spec;
        Assert.Equal(new UInt256(17_000_000_000_000_000), sepolia.Forks.TerminalTotalDifficulty);
        Assert.Equal(Fork.London, sepolia.ForkAt(new BlockNumber(1_450_408), 1_655_733_600, isProofOfStake: false));
        Assert.Equal(Fork.Paris, sepolia.ForkAt(new BlockNumber(1_450_409), 1_677_557_087, isProofOfStake: true));
        Assert.Equal(Fork.Shanghai, sepolia.ForkAt(new BlockNumber(2_990_908), 1_677_557_088, isProofOfStake: true));
        Assert.Equal(BlobParameters.Bpo2, sepolia.BlobParametersAt(1_761_607_008));
        Assert.Equal(Address.Parse("0x7f02c3e3c98b133055b8b348b2ac625669ed295d"), sepolia.DepositContract);
        ChainSpec hoodi = BuiltInChains.Find("hoodi")!.Spec;
        Assert.Equal(Fork.Prague, hoodi.ForkAt(new BlockNumber(60_412), 1_742_999_832, isProofOfStake: true));
        Assert.Equal(Fork.Osaka, hoodi.ForkAt(new BlockNumber(1_500_000), 1_761_677_592, isProofOfStake: true));
        Assert.Equal(BlobParameters.Bpo1, hoodi.BlobParametersAt(1_762_365_720));
    }
}
