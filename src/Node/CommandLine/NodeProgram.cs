using System.CommandLine;
using NodeProto.Node.Commands;
using NodeProto.Node.Output;

namespace NodeProto.Node.CommandLine;

/// <summary>The program: its commands, and what happens between a command line and an exit code.</summary>
internal sealed class NodeProgram(Terminal terminal)
{
    private readonly CommandHost _host = new(terminal, TimeProvider.System);

    /// <summary>Every command, in the order of the help.</summary>
    public RootCommand CreateCommands()
    {
        RootCommand root = new("NodeProto: an Ethereum execution node as a staged sync.");
        foreach (Option option in root.Options)
        {
            if (HelpText.IsHelp(option))
            {
                option.Action = new HelpText.Action(terminal.Out);
            }
        }
        foreach (Option option in CommonOptions.All)
        {
            option.Recursive = true;
            root.Add(option);
        }
        root.Add(InitCommand.Create(_host));
        root.Add(ImportCommand.Create(_host));
        root.Add(StageCommands.Create(_host));
        root.Add(DbCommands.Create(_host));
        root.Add(ChainCommands.Create(_host));
        root.Add(TestSuiteCommands.Create(_host));
        root.Add(EvmCommands.Create(_host));
        return root;
    }

    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string[] args)
    {
        ParserConfiguration configuration = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };
        ParseResult parsed = CreateCommands().Parse(args, configuration);
        bool isHelp = parsed.Action is HelpText.Action;
        if (!isHelp && UsageErrors.Find(parsed) is { } error)
        {
            return _host.Print(error, asJson: args.Contains(CommonOptions.Json.Name) || IsJsonByVariable());
        }
        InvocationConfiguration invocation = new()
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // StopSignals listens instead.
            Output = terminal.Out,
            Error = terminal.Error,
        };
        return await parsed.InvokeAsync(invocation);
    }

    private static bool IsJsonByVariable() =>
        Environment.GetEnvironmentVariable(CommonOptions.Json.Variable) is "1" or "true" or "yes" or "on";
}
