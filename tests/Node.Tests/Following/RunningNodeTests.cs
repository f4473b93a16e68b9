using System.Diagnostics;
using NodeProto.Node.Following;

namespace NodeProto.Node.Tests;

public sealed class RunningNodeTests
{
    [Fact]
    public void A_node_is_found_while_it_runs_and_not_afterwards()
    {
        using TestFolder folder = new();
        Assert.Null(RunningNode.Find(folder.Path));
        using (RunningNode.Announce(folder.Path, "127.0.0.1:9464"))
        {
            RunningNode? found = RunningNode.Find(folder.Path);
            Assert.Equal(Environment.ProcessId, found?.ProcessId);
            Assert.Equal("127.0.0.1:9464", found?.Address);
        }
        Assert.Null(RunningNode.Find(folder.Path));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{\"processId\":\"one\"}")]
    [InlineData("{\"processId\":1,\"processStarted\":5,\"address\":\"\"}")]
    public void A_file_that_says_nothing_is_none(string text)
    {
        using TestFolder folder = new();
        File.WriteAllText(folder["node.json"], text);
        Assert.Null(RunningNode.Find(folder.Path));
    }

    [Fact]
    public void A_file_of_a_process_that_is_gone_or_whose_id_another_one_has_is_stale()
    {
        using TestFolder folder = new();
        using Process self = Process.GetCurrentProcess();
        Write(folder, self.Id, self.StartTime.ToUniversalTime());
        Assert.NotNull(RunningNode.Find(folder.Path));
        Write(folder, self.Id, self.StartTime.ToUniversalTime().AddHours(-1));
        Assert.Null(RunningNode.Find(folder.Path));
        Write(folder, int.MaxValue, self.StartTime.ToUniversalTime());
        Assert.Null(RunningNode.Find(folder.Path));
    }

    private static void Write(TestFolder folder, int process, DateTime started) =>
        File.WriteAllText(folder["node.json"], $"{{\"processId\":{process},\"processStarted\":\"{started:O}\",\"address\":\"\"}}");
}
