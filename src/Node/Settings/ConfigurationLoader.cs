using System.CommandLine;
using NodeProto.Node.CommandLine;
using NodeProto.Primitives;

namespace NodeProto.Node.Settings;

/// <summary>Finds, reads and checks the one configuration file of a start.</summary>
internal static class ConfigurationLoader
{
    /// <summary>Name of the file in a data directory.</summary>
    public const string FileName = "nodeproto.json";

    /// <summary>Makes the file's settings known to a command line.</summary>
    /// <exception cref="NodeException">The file cannot be read, or something in it is wrong.</exception>
    public static void Load(ParseResult parsed)
    {
        ProgramCommand program = ProgramCommand.Of(parsed);
        bool isNamed = CommonOptions.Config.Of(parsed) is not null;
        if (FileOf(parsed) is { } path)
        {
            ConfigurationFile file = ConfigurationFile.Read(path, isNamed ? NamedBy(parsed) : "which stands in the data directory");
            ConfigurationRules.Check(file, program.Catalogue, isInDataDirectory: !isNamed);
            program.Configuration = new Configuration(program.Configuration.Variables, file);
        }
    }

    /// <summary>The data directory as flags, variables and configuration say; null in memory, or when the chain's file is no genesis.</summary>
    public static string? DataDirectoryOf(ParseResult parsed)
    {
        if (CommonOptions.Database.Of(parsed) == Backend.Memory)
        {
            return null;
        }
        return CommonOptions.DataDirectory.Of(parsed)
            ?? ChainChoice.TryFindDefaultDirectory(CommonOptions.Chain.Of(parsed) ?? ChainChoice.Default);
    }

    /// <summary>The file that is named; else the one in the data directory, if it is there.</summary>
    private static string? FileOf(ParseResult parsed)
    {
        if (CommonOptions.Config.Of(parsed) is { } named)
        {
            return named;
        }
        // A chain's file is read for its default directory only when such a directory has a configuration at all: it can be large.
        if (CommonOptions.DataDirectory.Of(parsed) is null && !ChainChoice.AnyDefaultDirectoryHas(FileName))
        {
            return null;
        }
        string? path = DataDirectoryOf(parsed) is { } directory ? Path.Combine(directory, FileName) : null;
        return Path.Exists(path) ? path : null;
    }

    private static string NamedBy(ParseResult parsed) =>
        CommonOptions.Config.Given(parsed) is { Source.Origin: SettingOrigin.Variable } given
            ? $"which the variable {given.Source.Place} names"
            : $"which {CommonOptions.Config.Name} names";
}
