using System.Diagnostics;
using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>A node in memory that follows files: each run takes what was found, each wait finds more.</summary>
internal sealed class FollowingNode(Genesis genesis) : IDisposable
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    private readonly TestFolder _folder = new();
    private Pipeline? _pipeline;
    private int _files;

    public TestNode Node { get; } = new(genesis);

    public ChainFileSource Source { get; private set; } = null!;

    public PipelineResult? Last { get; private set; }

    public List<NodeException> Dropped { get; } = [];

    public long SpoolBytesMax { get; set; } = 1 << 20;

    public string SpoolFolder => _folder["spool"];

    public string Write(byte[] bytes)
    {
        string path = _folder[$"{_files++}.rlp"];
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string MakePipe()
    {
        string path = _folder[$"{_files++}.pipe"];
        using Process make = Process.Start("mkfifo", path);
        make.WaitForExit();
        Assert.Equal(0, make.ExitCode);
        return path;
    }

    public void Append(string path, params byte[][] blocks)
    {
        using FileStream stream = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        foreach (byte[] block in blocks)
        {
            stream.Write(block);
        }
    }

    /// <summary>Brings in another file in one step, as an operator should.</summary>
    public void Replace(string path, byte[] bytes) => File.Move(Write(bytes), path, overwrite: true);

    public void Follow(params string[] paths)
    {
        FollowOptions options = new()
        {
            SpoolFolder = SpoolFolder,
            SpoolBytesMax = SpoolBytesMax,
            PollMin = TimeSpan.FromMilliseconds(1),
            PollMax = TimeSpan.FromMilliseconds(4),
            Dropped = Dropped.Add,
        };
        Use(ChainFileSource.Follow(ChainFiles.Follow(paths, options), genesis.Hash));
    }

    public void Reopen() => Use(Source.Reopen(progress: null, default));

    /// <summary>Takes what the source has; returns the head.</summary>
    public async Task<ulong> RunAsync()
    {
        Last = await _pipeline!.RunAsync(PipelineTarget.Everything, default);
        Source.Stored();
        return Last.Head.Number.Value;
    }

    /// <summary>Waits for more than there is.</summary>
    public Task<bool> WaitAsync() => Source.WaitForHeaderAsync(Source.Count, default).AsTask().WaitAsync(TimeLimit);

    /// <summary>Waits for blocks and takes them, until the head is there.</summary>
    public async Task ReachAsync(ulong head)
    {
        while (await RunAsync() < head)
        {
            Assert.True(await WaitAsync(), $"{Source.Failure}");
        }
        Assert.Equal(head, Last!.Head.Number.Value);
    }

    /// <summary>Whether anything comes, or the source ends, while it looks some times.</summary>
    public async Task<bool> GrowsAsync()
    {
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(60));
        try
        {
            return await Source.WaitForHeaderAsync(Source.Count, stop.Token) || Source.MustReopen;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        Source?.Dispose();
        Node.Dispose();
        _folder.Dispose();
    }

    private void Use(ChainFileSource source)
    {
        Source = source;
        _pipeline = Node.Create(AllStages.Create(genesis.Spec, source, source));
    }
}

/// <summary>A folder for one test, gone afterwards.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("stages-follow-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
