using System.CommandLine;
using NodeProto.Node.Settings;

namespace NodeProto.Node.CommandLine;

/// <summary>The root of the commands of one start, and the configuration that holds for it.</summary>
/// <remarks>Options are declared once for the process, so what variables and file say of them stands here.</remarks>
internal sealed class ProgramCommand(string description, IReadOnlyDictionary<string, string> variables) : RootCommand(description)
{
    private SettingCatalogue? _catalogue;

    /// <summary>Variables, and the configuration file once it was read.</summary>
    public Configuration Configuration { get; set; } = new(variables);

    /// <summary>Every setting of every command; complete once all commands are added.</summary>
    public SettingCatalogue Catalogue => _catalogue ??= SettingCatalogue.Of(this);

    /// <summary>The root of a command line.</summary>
    public static ProgramCommand Of(ParseResult parsed) => (ProgramCommand)parsed.RootCommandResult.Command;
}
