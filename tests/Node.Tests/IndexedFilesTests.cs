using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Node.Commands;
using NodeProto.Node.Output;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Tests;

/// <summary>Looking up the blocks of large chain files can be stopped, and tells how far it has come.</summary>
public sealed class IndexedFilesTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeTime _time = new();
    private readonly StringWriter _text = new();
    private readonly Genesis _genesis;

    public IndexedFilesTests()
    {
        ChainGenerator generator = new(new ChainGeneratorOptions { Blocks = 4 });
        _genesis = generator.Genesis;
        RlpWriter blocks = new();
        foreach (Block block in generator.Generate())
        {
            BodyCodec.EncodeBlock(blocks, block);
        }
        _folder.Write("chain.rlp", blocks.Written.ToArray());
    }

    private EventLog Log => new(_text, LogLevel.Info, LogFormat.Text, _time);

    public void Dispose()
    {
        _text.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_stop_ends_the_command_as_interrupted()
    {
        using ChainFiles files = ChainFiles.Open([_folder["chain.rlp"]]);
        NodeException stopped = Assert.Throws<NodeException>(() =>
            IndexedFiles.Open(files, _genesis.Hash, Log, _time, new CancellationToken(canceled: true))
        );
        Assert.Equal(130, ErrorReport.Of(stopped).ExitCode);
    }

    [Fact]
    public void Without_a_stop_the_blocks_are_found_and_a_short_file_logs_nothing()
    {
        using ChainFiles files = ChainFiles.Open([_folder["chain.rlp"]]);
        using ChainFileSource source = IndexedFiles.Open(files, _genesis.Hash, Log, _time, default);
        Assert.Equal(4, source.Count);
        Assert.Empty(_text.ToString());
    }

    [Fact]
    public void Progress_is_a_line_a_second_and_one_in_five_after_half_a_minute()
    {
        IndexingProgress progress = new(Log, _time);
        const long Total = 100L << 20;
        for (int half = 1; half <= 100; half++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            progress.Report(new ChainFileProgress(half << 20, Total));
        }
        string[] lines = _text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("00:00:01 looking up blocks: 2.0 MiB of 100.0 MiB, 2.0 MiB/s, 49.0 s left", lines[0]);
        Assert.Equal(30 + 4, lines.Length);
        Assert.Equal("00:00:50 looking up blocks: 100.0 MiB of 100.0 MiB, 2.0 MiB/s, 0.00 s left", lines[^1]);
    }
}
