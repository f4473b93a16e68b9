using System.Text;
using NodeProto.Consensus;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Output;
using NodeProto.Node.Settings;
using NodeProto.Primitives;

namespace NodeProto.Fuzz.Tests;

/// <summary>What is text, and is refused with an error for a person.</summary>
internal abstract class TextTarget : Target
{
    private const int TextCharsMax = 2_000; // An error that fills the screen says nothing.

    public sealed override bool Feed(byte[] input)
    {
        try
        {
            Read(input);
            return true;
        }
        catch (NodeException e)
        {
            Holds(
                e.Code != NodeErrorCode.InternalError && e.What.Length > 0 && e.WhatToDo.Length > 0,
                $"an error that explains nothing: {e.Message}"
            );
            Holds(e.Message.Length <= TextCharsMax, $"an error of {e.Message.Length} characters");
            return false;
        }
    }

    protected abstract void Read(byte[] input);

    protected override byte[] Change(byte[] input, byte[] other, Random random) =>
        random.Next(3) > 0 ? JsonWords.Change(input, other, random) : Bytes.Change(input, other, random);
}

/// <summary>Genesis files.</summary>
internal sealed class GenesisTarget : TextTarget
{
    private const int RealBytesMax = 32 * 1024;

    public override string Name => "genesis";

    public override int Share => 60;

    // A file of JSON becomes a document of tokens, accounts and a trie.
    public override long AllocatedBytesMax(int length) => (1024L * 1024) + (256L * length);

    protected override void Read(byte[] input)
    {
        Genesis genesis = GenesisFile.Parse(input, "genesis.json");
        Genesis again = GenesisFile.Parse(GenesisFile.Write(genesis), "genesis.json");
        Holds(again.Hash == genesis.Hash, "a genesis that is another one after it was written");
        Holds(
            HeaderCodec.TryDecode(genesis.Header.EncodeToArray(), out Header header, out RlpError error) && header.Hash == genesis.Hash,
            $"a genesis whose header cannot be read back: {error}"
        );
    }

    protected override IReadOnlyList<byte[]> CreateSeeds()
    {
        List<byte[]> seeds =
        [
            GenesisFile.Write(new Execution.ChainGenerator(Tests.Seeds.Work).Genesis),
            GenesisFile.Write(new Execution.ChainGenerator(Tests.Seeds.Stake).Genesis),
            Encoding.UTF8.GetBytes(
                """
                {"config":{"chainId":7,"homesteadBlock":0,"daoForkBlock":0,"daoForkSupport":true,"eip150Block":0,"eip155Block":0,"eip158Block":0,
                "byzantiumBlock":0,"constantinopleBlock":0,"petersburgBlock":0,"istanbulBlock":0,"berlinBlock":0,"londonBlock":0,
                "terminalTotalDifficulty":0,"shanghaiTime":0,"cancunTime":10,"pragueTime":"0x14","blobSchedule":{"cancun":{"target":3,"max":6,
                "baseFeeUpdateFraction":3338477},"prague":{"target":6,"max":9,"baseFeeUpdateFraction":5007716}}},
                "nonce":"0x42","timestamp":"0x0","extraData":"0x00","gasLimit":"0x1c9c380","difficulty":"131072","baseFeePerGas":7,
                "mixHash":"0x0","coinbase":"0x0000000000000000000000000000000000000001","alloc":{
                "0000000000000000000000000000000000000002":{"balance":"1","nonce":"0x1","code":"0x6001","storage":{"0x1":"0x2","03":"04"}},
                "0x0000000000000000000000000000000000000003":{"wei":"0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"}}}
                """
            ),
        ];
        string chains = Path.Combine(Tests.Seeds.Fixtures, "chains");
        if (Directory.Exists(chains))
        {
            seeds.AddRange(
                Directory
                    .GetFiles(chains, "genesis.json", SearchOption.AllDirectories)
                    .Where(file => new FileInfo(file).Length <= RealBytesMax)
                    .Order(StringComparer.Ordinal)
                    .Select(File.ReadAllBytes)
            );
        }
        return seeds;
    }
}

/// <summary>Configuration files.</summary>
internal sealed class ConfigurationTarget : TextTarget
{
    private static readonly SettingCatalogue Catalogue = SettingCatalogue.Of(CommandLines.Program(new StringWriter()).CreateCommands());

    public override string Name => "configuration";

    public override int Share => 120;

    public override long AllocatedBytesMax(int length) => (1024L * 1024) + (256L * length);

    protected override void Read(byte[] input) =>
        ConfigurationRules.Check(ConfigurationParser.Parse("nodeproto.json", input), Catalogue, isInDataDirectory: true);

    protected override IReadOnlyList<byte[]> CreateSeeds() =>
        [
            """{"log-level": "debug", "commit-blocks": 500, "metrics": "127.0.0.1:9464"}"""u8.ToArray(),
            """
            { // A comment.
              "db.sync": "none", "json": true, "verify-pow": false, "source": ["a.rlp", "b.rlp"], "commit-seconds": 30,
            }
            """u8.ToArray(),
            """{"log-format": "json", "check-roots": "every", "progress": "lines", "seed": 7}"""u8.ToArray(),
        ];
}

/// <summary>Flags and environment variables of a command that only shows its settings: parts separated by zero bytes.</summary>
internal sealed class CommandLineTarget : Target
{
    public override string Name => "command-line";

    public override int Share => 2;

    public override long AllocatedBytesMax(int length) => (32L * 1024 * 1024) + (4_096L * length); // It shows all settings.

    public override bool Feed(byte[] input)
    {
        List<string> flags = ["config", "show"];
        Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["NODEPROTO_DATADIR"] = "/nonexistent/nodeproto-fuzz" };
        foreach (string part in Encoding.UTF8.GetString(input).Split('\0'))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && part.StartsWith(Configuration.Prefix, StringComparison.Ordinal))
            {
                variables[part[..equals]] = part[(equals + 1)..];
            }
            else
            {
                flags.Add(part);
            }
        }
        using StringWriter text = new();
        int exitCode = CommandLines.Program(text, variables).RunAsync([.. flags]).GetAwaiter().GetResult();
        Holds(exitCode is ExitCodes.Done or ExitCodes.WrongUsage, $"exit code {exitCode}: {text}");
        return exitCode == ExitCodes.Done;
    }

    protected override byte[] Change(byte[] input, byte[] other, Random random) =>
        random.Next(2) > 0 ? JsonWords.Change(input, other, random) : Bytes.Change(input, other, random);

    protected override IReadOnlyList<byte[]> CreateSeeds() =>
        [
            "--json\0--log-level=debug\0NODEPROTO_COMMIT_BLOCKS=5"u8.ToArray(),
            "--db\0memory\0NODEPROTO_METRICS=127.0.0.1:9464\0NODEPROTO_DB_SYNC=none"u8.ToArray(),
            "--log-format\0json\0--datadir\0/nonexistent/x\0NODEPROTO_SOURCE=a:b\0NODEPROTO_JSON=true"u8.ToArray(),
            "--chain=sepolia\0NODEPROTO_COMMIT_SECONDS=2\0--verify-pow\0NODEPROTO_SEED=3"u8.ToArray(),
        ];
}

/// <summary>The program inside this process.</summary>
internal static class CommandLines
{
    public static NodeProgram Program(StringWriter text, Dictionary<string, string>? variables = null) =>
        new(new Terminal(text, TextWriter.Synchronized(text), Width: 120), variables);
}
