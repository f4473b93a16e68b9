using System.Text.Json;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Output;

namespace NodeProto.Node.Tests;

/// <summary>A command line that was run in this process, and what came of it.</summary>
internal sealed record CommandRun(int ExitCode, string Out, string Error)
{
    /// <summary>Runs a command line as the program would.</summary>
    public static Task<CommandRun> Of(params string[] args) => With(null, args);

    /// <summary>The same with environment variables of its own; null for those of the process.</summary>
    public static async Task<CommandRun> With(IReadOnlyDictionary<string, string>? variables, params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exitCode = await new NodeProgram(new Terminal(output, TextWriter.Synchronized(error), Width: 120), variables).RunAsync(args);
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>What stdout holds, when it is exactly one JSON object on one line.</summary>
    public JsonElement Json
    {
        get
        {
            string line = Assert.Single(Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            using JsonDocument document = JsonDocument.Parse(line);
            Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
            return document.RootElement.Clone();
        }
    }

    /// <summary>A part of the error that stdout holds as JSON: <c>code</c>, <c>what</c>, <c>where</c>, <c>whatToDo</c>.</summary>
    public string ErrorPart(string name) => Json.GetProperty("error").GetProperty(name).GetString()!;
}
