using System.CommandLine;
using NodeProto.Node.Commands;
using NodeProto.Node.Output;
using NodeProto.Node.Settings;
using NodeProto.Primitives;

namespace NodeProto.Node.CommandLine;

/// <summary>The program: its commands, and what happens between a command line and an exit code.</summary>
/// <param name="terminal">Where text goes.</param>
/// <param name="variables">Environment variables by name; null for those of the process.</param>
internal sealed class NodeProgram(Terminal terminal, IReadOnlyDictionary<string, string>? variables = null)
{
    private readonly CommandHost _host = new(terminal, TimeProvider.System);

    /// <summary>Every command, in the order of the help.</summary>
    public RootCommand CreateCommands()
    {
        ProgramCommand root = new("NodeProto: an Ethereum execution node as a staged sync.", variables ?? Configuration.ProcessVariables());
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
        root.Add(DemoCommand.Create(_host));
        root.Add(NodeCommand.Create(_host));
        root.Add(StatusCommand.Create(_host));
        root.Add(InitCommand.Create(_host));
        root.Add(ImportCommand.Create(_host));
        root.Add(StageCommands.Create(_host));
        root.Add(DbCommands.Create(_host));
        root.Add(PruneCommand.Create(_host));
        root.Add(ChainCommands.Create(_host));
        root.Add(TestSuiteCommands.Create(_host));
        root.Add(EvmCommands.Create(_host));
        root.Add(ChaosCommand.Create(_host));
        root.Add(ConfigCommands.Create(_host, root)); // Last: it shows the settings of all the others.
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
            return Refuse(error, parsed, args);
        }
        InvocationConfiguration invocation = new()
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // StopSignals listens instead.
            Output = terminal.Out,
            Error = terminal.Error,
        };
        try
        {
            return await parsed.InvokeAsync(invocation);
        }
        catch (NodeException lost) when (lost.Code == NodeErrorCode.ResultNotWritable)
        {
            return Refuse(ErrorReport.Of(lost), parsed, args); // Help and version, which are no commands of the host.
        }
    }

    /// <summary>Prints what is wrong with a command line, in the form that flags, variables and file ask for as far as they can be read.</summary>
    private int Refuse(ErrorReport error, ParseResult parsed, string[] args)
    {
        try
        {
            ConfigurationLoader.Load(parsed);
        }
        catch (Exception failure) when (failure is NodeException or InvalidOperationException)
        {
            // The command line is the error to show, whatever else is wrong; the library throws for a flag that it could not parse.
        }
        SettingText? json = Configuration.Of(parsed).Find(CommonOptions.Json);
        bool asJson = args.Contains(CommonOptions.Json.Name) || (json is { } given && CommonOptions.Json.ValueOf(given.Text) is true);
        LogFormat format = CommonOptions.LogFormat.Given(parsed) is { Text: "json" } ? LogFormat.Json : LogFormat.Text;
        return _host.Print(error, asJson, new EventLog(terminal.Error, LogLevel.Info, format, TimeProvider.System));
    }
}
