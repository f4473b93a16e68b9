using System.Globalization;
using Xunit.Abstractions;

namespace NodeProto.Fuzz.Tests;

/// <summary>
/// Inputs made from good ones, to everything that reads from outside. More of them: <c>NODEPROTO_INPUTS=10000000 ./test fuzz</c>; whole imports:
/// <c>NODEPROTO_IMPORTS=100000</c>; others: <c>NODEPROTO_SEED=7</c>; of one target: <c>NODEPROTO_TARGET=header</c>.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int InputsUsually = 30_000;
    private const int ImportsUsually = 200;
    private const int GoodMax = 20;
    private const int SharesInAll = 10_000;

    private static string? OnlyTarget => Environment.GetEnvironmentVariable("NODEPROTO_TARGET");

    public static TheoryData<string> TargetNames() => [.. AllTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(TargetNames))]
    public void No_input_does_harm(string name)
    {
        Target target = AllTargets.Of(name);
        int inputs = Number("NODEPROTO_INPUTS", InputsUsually);
        int count =
            OnlyTarget is not { Length: > 0 } only ? (int)((long)inputs * target.Share / SharesInAll)
            : only == name ? inputs
            : 0;
        if (count > 0)
        {
            output.WriteLine(new FuzzRun(target, Number("NODEPROTO_SEED", 1), count).Run());
        }
    }

    [Fact]
    public void No_import_does_harm()
    {
        int imports = Number("NODEPROTO_IMPORTS", ImportsUsually);
        if (OnlyTarget is not { Length: > 0 } && imports > 0)
        {
            Target target = AllTargets.Of("import");
            string line = new FuzzRun(
                target,
                Number("NODEPROTO_SEED", 1),
                (imports + ImportTarget.ImportsEach - 1) / ImportTarget.ImportsEach
            ).Run();
            output.WriteLine($"{line}, {ImportTarget.ImportsEach} imports each");
        }
    }

    [Fact]
    public void The_shares_add_up() => Assert.Equal(SharesInAll, AllTargets.All.Sum(target => target.Share));

    [Theory]
    [MemberData(nameof(TargetNames))]
    public void What_is_good_is_accepted(string name)
    {
        Target target = AllTargets.Of(name);
        int step = Math.Max(1, target.Seeds.Count / GoodMax);
        for (int i = 0; i < target.Seeds.Count; i += step)
        {
            byte[] seed = target.Seeds[i];
            Assert.True(FuzzRun.Feed(target, seed), $"{name} refuses a good input: {Convert.ToHexStringLower(seed)}");
        }
    }

    [Fact]
    public void What_did_harm_once_does_none()
    {
        string[] files = Directory.GetFiles(Path.Combine(Seeds.Root, "tests", "Fuzz.Tests", "Corpus"), "*.hex");
        foreach (string file in files)
        {
            // target.what.hex; lines with # say more.
            string name = Path.GetFileName(file).Split('.')[0];
            IEnumerable<string> lines = File.ReadLines(file).Where(line => !line.StartsWith('#'));
            byte[] input = Convert.FromHexString(string.Concat(lines));
            try
            {
                FuzzRun.Feed(AllTargets.Of(name), input);
            }
            catch (FuzzException e)
            {
                Assert.Fail($"{file}: {e.Message}");
            }
        }
        Assert.NotEmpty(files);
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
