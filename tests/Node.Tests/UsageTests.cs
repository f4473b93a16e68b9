namespace NodeProto.Node.Tests;

/// <summary>A command line that is refused names what was wrong and what is allowed.</summary>
public sealed class UsageTests
{
    // csharpier-ignore
    public static readonly TheoryData<string, string, string[]> Refused = new()
    {
        // command line                                   code      what the message must name
        { "",                                             "NP1001", ["a command is missing", "init, import, stage, db, prune, chain"] },
        { "imprt",                                        "NP1001", ["'imprt'", "Did you mean import?", "init, import, stage, db, prune, chain"] },
        { "stage",                                        "NP1001", ["a command is missing", "list, run, unwind, reset"] },
        { "stage lits",                                   "NP1001", ["'lits'", "Did you mean list?"] },
        { "db chek",                                      "NP1001", ["'chek'", "stats, get, list, state, verify, checksum"] },
        { "import --no-such-option",                      "NP1001", ["--no-such-option", "--to-stage", "--datadir", "--help"] },
        { "import x.rlp --to-stag bodies",                "NP1001", ["--to-stag", "Did you mean --to-stage?"] },
        { "import",                                       "NP1001", ["FILE"] },
        { "db get Headers",                               "NP1001", ["KEY"] },
        { "chain info extra",                             "NP1001", ["extra"] },
        { "chain info --db",                              "NP1002", ["--db needs a value", "rocksdb|memory"] },
        { "chain info --datadir --db memory",             "NP1002", ["--datadir needs a value", "directory"] },
        { "chain info --db lmdb",                         "NP1002", ["'lmdb'", "--db", "rocksdb|memory"] },
        { "chain info --db 1",                            "NP1002", ["'1'", "--db", "rocksdb|memory"] },
        { "chain info --log-level loud",                  "NP1002", ["'loud'", "--log-level", "debug|info|warning|error"] },
        { "chain info --log-format xml",                  "NP1002", ["'xml'", "--log-format", "text|json"] },
        { "chain info --chain nowhere",                   "NP1002", ["'nowhere'", "--chain", "mainnet"] },
        { "import x.rlp --check-roots never",             "NP1002", ["'never'", "--check-roots", "commit|every"] },
        { "import x.rlp --db.sync maybe",                 "NP1002", ["'maybe'", "--db.sync", "commit|none"] },
        { "import x.rlp --commit-blocks 0",               "NP1002", ["'0'", "--commit-blocks", "1 or more"] },
        { "import x.rlp --commit-gas -5",                 "NP1002", ["'-5'", "--commit-gas", "1 or more"] },
        { "import x.rlp --commit-keys 1.5",               "NP1002", ["'1.5'", "--commit-keys", "1 or more"] },
        { "import x.rlp --commit-bytes ten",              "NP1002", ["'ten'", "--commit-bytes", "1 or more"] },
        { "import x.rlp --commit-seconds x",              "NP1002", ["'x'", "--commit-seconds", "1 or more"] },
        { "import x.rlp --commit-transactions x",         "NP1002", ["'x'", "--commit-transactions", "1 or more"] },
        { "import x.rlp --to-block latest",               "NP1002", ["'latest'", "--to-block", "a block number"] },
        { "import x.rlp --to-stage senders",              "NP1002", ["'senders'", "--to-stage", "sender-recovery"] },
        { "stage run senders",                            "NP1002", ["'senders'", "STAGE", "sender-recovery"] },
        { "stage reset everything",                       "NP1002", ["'everything'", "STAGE", "headers"] },
        { "stage unwind",                                 "NP1001", ["--to"] },
        { "stage unwind --to -1",                         "NP1002", ["'-1'", "--to", "a block number"] },
        { "db get Heads 0",                               "NP1002", ["'Heads'", "TABLE", "Headers"] },
        { "db get Headers zero",                          "NP1002", ["'zero'", "KEY", "block number"] },
        { "db list Headers --from zero",                  "NP1002", ["'zero'", "--from", "block number"] },
        { "db list Headers --limit 0",                    "NP1002", ["'0'", "--limit", "1 or more"] },
        { "chain generate",                               "NP1001", ["--out"] },
        { "chain generate --out x --blocks 0",            "NP1002", ["'0'", "--blocks", "1..10000000"] },
        { "chain generate --out x --transactions -1",     "NP1002", ["'-1'", "--transactions", "0..100000000"] },
        { "chain generate --out x --senders 100001",      "NP1002", ["'100001'", "--senders", "1..100000"] },
        { "chain generate --out x --seed one",            "NP1002", ["'one'", "--seed", "0.."] },
        { "stage run headers --dry-run",                  "NP1002", ["--file is missing", "stage run headers --file chain.rlp"] },
        { "chain generate --out x --fork cancn",          "NP1002", ["'cancn'", "--fork", "tangerine-whistle|"] },
        { "chain generate --out x --blocks 2 --transactions 30000",
                                                          "NP1002", ["--transactions 30000", "--blocks 2", "20000", "from 3 on"] },
        { "chain generate --out x --blocks 2 --transactions 3000 --contracts",
                                                          "NP1002", ["--contracts", "--blocks 2", "2000", "from 3 on"] },
        { "chain generate --out x --blocks 41 --transactions 1 --fork all",
                                                          "NP1002", ["--fork all", "--blocks 41", "--blocks 42"] },
        { "chain export",                                 "NP1001", ["--out"] },
        { "chain export --out x --from one",              "NP1002", ["'one'", "--from", "a block number"] },
        { "evm run",                                      "NP1001", ["--code is missing", "@FILE"] },
        { "evm run --code",                               "NP1002", ["--code needs a value", "hex|@FILE"] },
        { "evm run --code 0x60zz",                        "NP1002", ["--code", "'z' at offset 4"] },
        { "evm run --code 0x600",                         "NP1002", ["--code", "3 hexadecimal digits", "offset 4"] },
        { "evm run --code 00 --input 1g",                 "NP1002", ["--input", "'g' at offset 1"] },
        { "evm run --code @/no/such/file",                "NP1002", ["--code", "/no/such/file"] },
        { "evm run --code 00 --fork nosuch",              "NP1002", ["unknown fork 'nosuch'", "tangerine-whistle, ", "osaka"] },
        { "evm run --code 00 --fork Cancn",               "NP1002", ["unknown fork 'Cancn'", "Did you mean cancun?"] },
        { "evm run --code 00 --gas 18446744073709551615", "NP1002", ["--gas", "0..9223372036854775807"] },
        { "evm run --code 00 --gas -1",                   "NP1002", ["--gas", "'-1'"] },
        { "chain info --json=perhaps",                    "NP1001", ["'perhaps'", "[options]"] },
        { "chain info --db memory --db rocksdb",          "NP1002", ["--db", "more than once", "'memory' and 'rocksdb'"] },
        { "import --datadir --jsonn x.rlp",               "NP1001", ["--jsonn", "Did you mean --json?"] },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_refusal_names_option_value_and_what_is_allowed(string line, string code, string[] parts)
    {
        CommandRun run = await CommandRun.Of(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Out);
        Assert.StartsWith($"{code}: ", run.Error, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, run.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task With_json_the_refusal_is_one_object_on_stdout(string line, string code, string[] parts)
    {
        if (line.Contains("--json", StringComparison.Ordinal))
        {
            return; // The refused option is the one that asks for JSON.
        }
        CommandRun run = await CommandRun.Of([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--json"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Equal(code, run.ErrorPart("code"));
        string all = $"{run.ErrorPart("what")} {run.ErrorPart("where")} {run.ErrorPart("whatToDo")}";
        Assert.All(parts, part => Assert.Contains(part, all, StringComparison.Ordinal));
    }
}
