using NodeProto.Node.CommandLine;
using NodeProto.Node.Output;
using NodeProto.Node.Watching;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Tests;

/// <summary>What people read: numbers, tables, log lines, progress, errors.</summary>
public sealed class OutputTests
{
    [Theory]
    [InlineData(0, "0.00 s")]
    [InlineData(0.994, "0.99 s")]
    [InlineData(0.997, "1.0 s")]
    [InlineData(59.94, "59.9 s")]
    [InlineData(59.97, "1 min 0 s")]
    [InlineData(185, "3 min 5 s")]
    [InlineData(3599.7, "1 h 0 min")]
    [InlineData(7440, "2 h 4 min")]
    public void A_duration_is_read_in_its_unit(double seconds, string text) => Assert.Equal(text, Readable.Duration(seconds));

    [Theory]
    [InlineData(0UL, "0 B")]
    [InlineData(1023UL, "1023 B")]
    [InlineData(1536UL, "1.5 KiB")]
    [InlineData(1073741824UL, "1.0 GiB")]
    public void Bytes_are_read_in_powers_of_1024(ulong bytes, string text) => Assert.Equal(text, Readable.Bytes(bytes));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1.25, "1.3")]
    [InlineData(9.96, "10")]
    [InlineData(1234567.8, "1,234,568")]
    public void A_rate_shows_a_fraction_only_when_it_is_small(double rate, string text) => Assert.Equal(text, Readable.Rate(rate));

    [Theory]
    [InlineData(0.04, "0")]
    [InlineData(7.53, "7.5")]
    [InlineData(999.4, "999")]
    [InlineData(999.6, "1.0k")]
    [InlineData(45_630, "45.6k")]
    [InlineData(123_400, "123k")]
    [InlineData(79_945_247, "79.9M")]
    public void A_short_rate_has_few_digits_and_a_letter(double rate, string text) => Assert.Equal(text, Readable.Short(rate));

    [Theory]
    [InlineData(7, "0:07")]
    [InlineData(754, "12:34")]
    [InlineData(3599.7, "1:00:00")]
    [InlineData(90_123, "25:02:03")]
    public void A_clock_shows_minutes_and_seconds_and_hours_when_there_are_some(double seconds, string text) =>
        Assert.Equal(text, Readable.Clock(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_table_has_numbers_on_the_right()
    {
        using StringWriter output = new();
        TextTable table = new TextTable().Words("stage").Numbers("blocks");
        table.Row("headers", "1,000");
        table.Row("[b]odd[/]", "7");
        table.WriteTo(new Terminal(output, TextWriter.Null, Width: 120));
        string[] lines = [.. output.ToString().Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
        Assert.Contains(lines, line => line.EndsWith("headers      1,000", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("[b]odd[/]        7", StringComparison.Ordinal));
    }

    [Fact]
    public void A_log_line_says_the_same_as_text_and_as_JSON()
    {
        FakeTime time = new();
        using StringWriter text = new();
        using StringWriter json = new();
        new EventLog(text, LogLevel.Info, LogFormat.Text, time).Warning("a \"b\"", new NamedValue("block", 7UL));
        new EventLog(json, LogLevel.Info, LogFormat.Json, time).Warning("a \"b\"", new NamedValue("block", 7UL));
        Assert.Equal("00:00:00 warning: a \"b\" block=7\n", text.ToString());
        Assert.Equal(
            "{\"time\":\"2020-01-01T00:00:00+00:00\",\"level\":\"warning\",\"message\":\"a \\\"b\\\"\",\"block\":7}\n",
            json.ToString()
        );
    }

    [Fact]
    public void A_log_line_names_fields_in_its_sentence_and_has_the_others_after_it()
    {
        NamedValue[] fields =
        [
            new("stage", "execution"),
            NamedValue.Count("block", 1_234_567UL),
            NamedValue.Duration("secondsLeft", 185.25),
            NamedValue.Rate("rate", 1.25),
            NamedValue.Bytes("bytes", 1536),
            new("file", "a \"b\" {stage}.rlp"),
            new("none", null),
            new("truth", true),
            new("process", 7),
            new("share", 0.123456),
        ];
        (string text, string json) = Lines(log =>
            log.Info("{stage}: {block}, {secondsLeft}, {rate}/s, {bytes} {} {other} {file} {", fields)
        );
        Assert.Equal(
            "00:00:00 execution: 1,234,567, 3 min 5 s, 1.3/s, 1.5 KiB {} {other} a \"b\" {stage}.rlp { none=null truth=true process=7 share=0.123\n",
            text
        );
        Assert.Equal(
            "{\"time\":\"2020-01-01T00:00:00+00:00\",\"level\":\"info\",\"message\":"
                + "\"execution: 1,234,567, 3 min 5 s, 1.3/s, 1.5 KiB {} {other} a \\\"b\\\" {stage}.rlp {\",\"stage\":\"execution\",\"block\":1234567,"
                + "\"secondsLeft\":185.25,\"rate\":1.25,\"bytes\":1536,\"file\":\"a \\\"b\\\" {stage}.rlp\",\"none\":null,\"truth\":true,"
                + "\"process\":7,\"share\":0.123}\n",
            json
        );
    }

    [Theory]
    [InlineData("two words", "f=\"two words\"")]
    [InlineData("a=b", "f=\"a=b\"")]
    [InlineData("line\nforged", "f=\"line\\nforged\"")]
    [InlineData("", "f=\"\"")]
    [InlineData("word", "f=word")]
    public void A_field_after_the_sentence_cannot_be_taken_for_two(string value, string pair) =>
        Assert.Equal($"00:00:00 m {pair}\n", Lines(log => log.Info("m", new NamedValue("f", value))).Text);

    [Fact]
    public void Progress_has_the_same_fields_as_text_and_as_JSON()
    {
        (string text, string json) = Lines(
            (log, time) =>
            {
                FakeProgress stage = new();
                using PipelineWatch watch = new(time, [(StageId.Execution, "gas")]);
                using ProgressLines lines = new(log, time, watch);
                watch.Executing(stage);
                (stage.Position, stage.Units) = (new BlockNumber(100), 5_000);
                time.Advance(TimeSpan.FromSeconds(1));
                lines.Unwound(StageId.Execution, new BlockNumber(1_100), new Db.StageCheckpoint(new BlockNumber(99), default));
            }
        );
        Assert.Equal(
            "00:00:01 execution: block 100 of 1,000, 5,000 gas/s, 9.0 s left, compute\n00:00:01 execution: went back from block 1,100 to 99\n",
            text
        );
        using System.Text.Json.JsonDocument line = System.Text.Json.JsonDocument.Parse(json.Split('\n')[0]);
        Assert.Equal(
            "time level message stage block unitsPerSecond unit phase target secondsLeft",
            string.Join(' ', line.RootElement.EnumerateObject().Select(property => property.Name))
        );
        Assert.Equal(100, line.RootElement.GetProperty("block").GetInt64());
        Assert.Equal(9, line.RootElement.GetProperty("secondsLeft").GetDouble());
    }

    [Fact]
    public void A_log_holds_nothing_below_its_level()
    {
        using StringWriter text = new();
        EventLog log = new(text, LogLevel.Warning, LogFormat.Text, new FakeTime());
        log.Debug("a");
        log.Info("b");
        Assert.Empty(text.ToString());
    }

    [Fact]
    public void An_error_has_the_form_of_the_house()
    {
        using StringWriter error = new();
        new ErrorReport(NodeErrorCode.InternalError, "x is 1, not 2", "block 7", "Do this.").WriteText(
            new Terminal(TextWriter.Null, error, Width: 120)
        );
        Assert.Equal("NP1000: x is 1, not 2 (block 7).\n        Do this.\n", error.ToString());
    }

    [Fact]
    public void A_bug_says_that_it_is_one_without_a_stack_trace()
    {
        ErrorReport report = CommandHost.Describe(new InvalidOperationException("boom"), "nodeproto import");
        Assert.Equal(NodeErrorCode.InternalError, report.Code);
        Assert.Equal(1, report.ExitCode);
        Assert.Equal("this is a bug: InvalidOperationException: boom", report.What);
        Assert.Contains("--log-level debug", report.WhatToDo, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_machine_lacks_is_no_bug_wherever_it_is_met()
    {
#pragma warning disable CA2201, MA0012 // What the runtime throws, without filling the machine's memory.
        Assert.Equal(NodeErrorCode.MemoryExhausted, CommandHost.Describe(new AggregateException(new OutOfMemoryException()), "x").Code);
#pragma warning restore CA2201, MA0012
        Assert.Equal(NodeErrorCode.DiskFull, CommandHost.Describe(new IOException("No space left on device") { HResult = 28 }, "x").Code);
        Assert.Equal(NodeErrorCode.OpenFilesTooFew, CommandHost.Describe(new IOException("Too many open files : 'x'"), "x").Code);
    }

    [Theory]
    [InlineData(1024, 3072, 1024)]
    [InlineData(1024, 3071, 1023)]
    [InlineData(1024, 96, 32)]
    [InlineData(1024, 1_000_000, 1024)]
    public void Defaults_follow_the_memory_that_there_is(long mebibytes, long heap, long expected) =>
        Assert.Equal(expected, MachineLimits.Scaled(mebibytes << 20, heap << 20) >> 20);

    [Theory]
    [InlineData(NodeErrorCode.OpenFilesTooFew, 1)]
    [InlineData(NodeErrorCode.MemoryTooLittle, 1)]
    [InlineData(NodeErrorCode.DiskTooSmall, 1)]
    [InlineData(NodeErrorCode.InternalError, 1)]
    [InlineData(NodeErrorCode.DiskFull, 1)]
    [InlineData(NodeErrorCode.RocksDbLibraryMissing, 1)]
    [InlineData(NodeErrorCode.Secp256k1LibraryMissing, 1)]
    [InlineData(NodeErrorCode.GmpLibraryMissing, 1)]
    [InlineData(NodeErrorCode.CommandLineInvalid, 2)]
    [InlineData(NodeErrorCode.GenesisFileNotJson, 2)]
    [InlineData(NodeErrorCode.RowMissing, 1)]
    [InlineData(NodeErrorCode.ChainFileUnreadable, 2)]
    [InlineData(NodeErrorCode.ChainFileReadFailed, 3)]
    [InlineData(NodeErrorCode.ChainFileTruncated, 3)]
    [InlineData(NodeErrorCode.ChainFileMalformed, 3)]
    [InlineData((NodeErrorCode)2301, 3)]
    [InlineData(NodeErrorCode.DatabaseLocked, 4)]
    [InlineData(NodeErrorCode.DatabaseCorrupt, 4)]
    [InlineData(NodeErrorCode.Interrupted, 130)]
    public void The_exit_code_follows_from_the_class_of_the_error(NodeErrorCode code, int expected) =>
        Assert.Equal(expected, ExitCodes.Of(code));

    [Fact]
    public void Progress_shows_rate_and_time_left_and_after_ten_still_seconds_the_phase()
    {
        FakeTime time = new();
        using StringWriter text = new();
        EventLog log = new(text, LogLevel.Info, LogFormat.Text, time);
        FakeProgress stage = new();
        using PipelineWatch watch = new(time, [(StageId.Headers, "headers"), (StageId.Execution, "gas")]);
        using ProgressLines lines = new(log, time, watch);
        watch.Executing(stage);
        (stage.Position, stage.Units) = (new BlockNumber(100), 5_000);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.EndsWith("execution: block 100 of 1,000, 5,000 gas/s, 9.0 s left, compute\n", text.ToString(), StringComparison.Ordinal);
        for (int second = 0; second < 11; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Contains(
            "execution: still after block 100, for 10.0 s in phase compute: one block takes long reason=long-block seconds=10",
            text.ToString(),
            StringComparison.Ordinal
        );
    }

    private static (string Text, string Json) Lines(Action<EventLog> write) => Lines((log, _) => write(log));

    private static (string Text, string Json) Lines(Action<EventLog, FakeTime> write)
    {
        return (Of(LogFormat.Text), Of(LogFormat.Json));

        string Of(LogFormat format)
        {
            using StringWriter lines = new();
            FakeTime time = new();
            write(new EventLog(lines, LogLevel.Info, format, time), time);
            return lines.ToString();
        }
    }
}
