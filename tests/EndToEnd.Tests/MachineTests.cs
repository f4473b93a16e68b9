namespace NodeProto.EndToEnd.Tests;

/// <summary>What the machine lacks, and what the command line gets wrong, as a process shows it.</summary>
public sealed class MachineTests
{
    [Fact]
    public async Task Without_RocksDB_the_error_names_the_package_and_memory_works()
    {
        using DataFolder folder = new(Chains.Short);
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["NODEPROTO_LIBROCKSDB"] = folder["none.so"] };
        ProgramRun run = await NodeProcess.Run(folder.Import(), environment);
        run.RefusedWith("NP1801", 1, "librocksdb7.8", "--db memory", "none.so");
        Assert.False(Directory.Exists(Path.Combine(folder.Data, "db")));
        string[] memory = ["import", folder.ChainFile, "--chain", folder.Genesis, "--db", "memory", "--json"];
        Assert.Equal(Chains.Short.Head, (await NodeProcess.Run(memory, environment)).EndedWith(0).Head);
    }

    [Fact]
    public async Task Without_libsecp256k1_the_stages_before_the_senders_are_kept()
    {
        using DataFolder folder = new(Chains.Short);
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["NODEPROTO_LIBSECP256K1"] = folder["none.so"] };
        ProgramRun run = await NodeProcess.Run(folder.Import(), environment);
        run.RefusedWith("NP1802", 1, "libsecp256k1-1", "none.so");
        (await NodeProcess.Run(folder.Import("--to-stage", "bodies"), environment)).EndedWith(0);
        (await NodeProcess.Run(folder.Import())).EndedWith(0);
        Assert.Equal(await Chains.ShortChecksumAsync(Chains.Short.Head), await folder.ChecksumAsync());
    }

    [Fact]
    public async Task Without_GMP_a_modular_power_names_the_package_and_the_rest_runs()
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["NODEPROTO_LIBGMP"] = "/none.so" };
        // MSTORE the lengths 1, 1, 1 and the bytes 2, 3, 5, STATICCALL 5 (EIP-198), return: 2^3 mod 5.
        const string Power = "6001600052600160205260016040526202030560e81b6060526001600060636000" + "60055afa5060016000f3";
        string[] run = ["evm", "run", "--code", Power, "--json"];
        Assert.Equal("0x03", (await NodeProcess.Run(run)).EndedWith(0).Json.GetProperty("output").GetString());
        (await NodeProcess.Run(run, environment)).RefusedWith("NP1803", 1, "libgmp10", "/none.so");
        (await NodeProcess.Run(["evm", "run", "--code", "6001", "--json"], environment)).EndedWith(0);
    }

    [Fact]
    public async Task With_too_few_open_files_it_says_what_it_needs_before_it_begins()
    {
        using DataFolder folder = new(Chains.Short);
        using NodeProcess refused = NodeProcess.Start(folder.Import(), limit: "ulimit -n 255");
        (await refused.EndAsync()).RefusedWith("NP1804", 1, "only 255 files", "at least 256", "ulimit -n");
        Assert.False(Directory.Exists(folder.Data));
        using NodeProcess enough = NodeProcess.Start(folder.Import("--checksum"), limit: "ulimit -n 256");
        Assert.Equal(await Chains.ShortChecksumAsync(Chains.Short.Head), (await enough.EndAsync()).EndedWith(0).Checksum);
    }

    [Theory]
    [InlineData("ulimit -v 700000")]
    [InlineData("ulimit -f 500")]
    [InlineData("export DOTNET_GCHeapHardLimit=0x100000")]
    public async Task With_less_than_dotNET_itself_needs_its_words_are_all_there_is_and_nothing_is_begun(string limit)
    {
        using DataFolder folder = new(Chains.Short);
        using NodeProcess process = NodeProcess.Start(folder.Import(), limit: limit);
        ProgramRun run = await process.EndAsync(); // With an exit code and in words that are another runtime's to choose.
        Assert.True(run.ExitCode > 128, run.Error);
        Assert.Empty(run.Out);
        Assert.False(Directory.Exists(folder.Data));
    }

    [Fact]
    public async Task A_limit_of_the_size_of_files_ends_it_without_a_word_and_the_next_start_goes_on()
    {
        using DataFolder folder = new(Chains.Short);
        // Without this .NET makes a file of 10 MiB for its own code, and the chain's are smaller.
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["DOTNET_EnableWriteXorExecute"] = "0" };
        string[] import = folder.Import("--commit-blocks", "5", "--checksum");
        using NodeProcess process = NodeProcess.Start(import, environment, limit: "ulimit -c 0; ulimit -f 100");
        ProgramRun run = await process.EndAsync();
        Assert.True(run.ExitCode > 128, run.Error); // SIGXFSZ
        Assert.DoesNotMatch(@"NP\d{4}: ", run.Error);
        run = (await NodeProcess.Run(import)).EndedWith(0);
        Assert.Contains("goes on: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(await Chains.ShortChecksumAsync(Chains.Short.Head), run.Checksum);
    }

    [Fact]
    public async Task Without_a_temporary_folder_it_names_the_folder()
    {
        using DataFolder folder = await Chains.ImportedAsync(20);
        string missing = folder["missing"];
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["TMPDIR"] = missing };
        string packed = folder.Write("chain.rlp.gz", [0x1F, 0x8B, 8, .. new byte[20]]);
        (await NodeProcess.Run(folder.ImportOf(packed), environment)).RefusedWith("NP1806", 1, "unpack", missing, "TMPDIR");
        string[] read = ["db", "checksum", "--datadir", folder.Data, "--json"];
        (await NodeProcess.Run(read, environment)).EndedWith(0); // It needs none.
    }

    [Fact]
    public async Task A_library_of_another_kind_is_refused_by_what_it_lacks()
    {
        using DataFolder folder = new(Chains.Short);
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["NODEPROTO_LIBROCKSDB"] = "libc.so.6" };
        (await NodeProcess.Run(folder.Import(), environment)).RefusedWith("NP1801", 1, "libc.so.6", "rocksdb_open_for_read_only");
    }

    [Fact]
    public async Task An_unknown_option()
    {
        ProgramRun run = await NodeProcess.Run("import", "chain.rlp", "--no-such-option", "--json");
        run.RefusedWith("NP1001", 2, "--no-such-option", "--to-stage");
    }

    [Fact]
    public async Task A_variable_with_a_wrong_value_is_named()
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["NODEPROTO_COMMIT_BLOCKS"] = "many" };
        ProgramRun run = await NodeProcess.Run(["import", "chain.rlp", "--json"], environment);
        run.RefusedWith("NP1002", 2, "'many'", "NODEPROTO_COMMIT_BLOCKS", "a number, 1 or more");
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        ProgramRun run = (await NodeProcess.Run("--version")).EndedWith(0);
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", run.Out);
    }
}
