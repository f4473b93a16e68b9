namespace NodeProto.Repo.Tests;

public sealed class TestSourceTests
{
    private const string Source = """
        public sealed class DiskTests
        {
            private const string First = "NP0001";

            [Theory]
            [InlineData("NP0002")]
            public async Task A_test(string code)
            {
                Check(code, First);

                await Check("NP0003");
            }

            [MountFact]
            public void Another_test() =>
                Check("NP0004");

            private static Task Check(params string[] codes)
            {
                Assert.Contains("NP0005", codes);
                return Done();
            }

            private static Task Done() => Task.FromResult("NP0006");

            public void No_test() => Check("NP0007");
        }
        """;

    [Theory]
    [InlineData("A_test", "NP0002 NP0003 NP0005")]
    [InlineData("Another_test", "NP0004 NP0005")]
    [InlineData("No_test", null)]
    [InlineData("A_tes", null)]
    [InlineData("Check", null)]
    public void A_test_is_its_attributes_its_body_and_what_it_calls(string name, string? codes)
    {
        string? text = TestSource.Test(Source, name);
        Assert.Equal(codes is null, text is null);
        string[] all = [.. Enumerable.Range(1, 7).Select(number => $"NP000{number}")];
        Assert.Equal(codes ?? "", string.Join(' ', all.Where(code => text?.Contains(code, StringComparison.Ordinal) ?? false)));
    }

    [Theory]
    [InlineData(null, nameof(TestSourceTests), null)]
    [InlineData("Repo", nameof(TestSourceTests), null)]
    [InlineData("Db", nameof(TestSourceTests), "no file of Db/TestSourceTests")]
    [InlineData("Stages", "DiskGuardTests", null)]
    [InlineData(null, "DiskGuardTests", "name the project before it")]
    public void A_class_is_one_file(string? project, string name, string? wrong)
    {
        string? path = TestSource.PathOf(project, name, out string? found);
        Assert.Equal(wrong is null, path is not null);
        Assert.Contains(wrong ?? "", found ?? "", StringComparison.Ordinal);
    }
}
