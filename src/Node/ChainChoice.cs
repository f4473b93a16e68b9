using NodeProto.Consensus;
using NodeProto.Node.Output;
using NodeProto.Primitives;

namespace NodeProto.Node;

/// <summary>Turns what <c>--chain</c> says into a genesis, and a chain into its default directory.</summary>
internal static class ChainChoice
{
    /// <summary>The chain when nothing names another one.</summary>
    public const string Default = "mainnet";

    /// <summary>The genesis of a built-in chain, or of a file.</summary>
    /// <exception cref="NodeException">There is no such chain and no such file, or the file is no genesis.</exception>
    public static Genesis Load(string chain, EventLog log)
    {
        if (BuiltInChains.Find(chain) is { } known)
        {
            return known;
        }
        if (!File.Exists(chain))
        {
            throw new NodeException(
                NodeErrorCode.SettingInvalid,
                $"'{chain}' is neither a chain that is built in nor a file",
                "--chain",
                $"Built in: {string.Join(", ", BuiltInChains.Names)}. Everything else needs the path of a genesis file in geth's format"
            );
        }
        List<string> warnings = [];
        Genesis genesis = GenesisFile.Read(chain, warnings);
        foreach (string warning in warnings)
        {
            log.Warning(warning, new NamedValue("file", chain));
        }
        return genesis;
    }

    /// <summary>
    /// Whether a chain's proof of work is verified when nothing says otherwise: that of a built-in chain is, chains of genesis files are
    /// often made without seals.
    /// </summary>
    /// <param name="asked">What <c>--chain</c> says; null when nothing does, and the data directory's chain is meant.</param>
    /// <param name="genesis">The chain.</param>
    public static bool IsSealedByDefault(string? asked, Genesis genesis) =>
        (asked is null || BuiltInChains.Names.Contains(asked, StringComparer.Ordinal)) && BuiltInChains.Contains(genesis);

    /// <summary>Where a chain's data lies when nothing says otherwise: its name, or its id with the first digits of its genesis hash.</summary>
    public static string DefaultDirectory(Genesis genesis)
    {
        return Path.Combine(
            DefaultRoot(),
            IsBuiltIn(genesis) ? genesis.Spec.Name : $"chain-{genesis.Spec.ChainId}-{genesis.Hash.ToString()[2..10]}"
        );
    }

    /// <summary>The same for what <c>--chain</c> says, without computing a genesis that is built in; null when there is no such chain.</summary>
    public static string? TryFindDefaultDirectory(string chain)
    {
        if (BuiltInChains.Names.Contains(chain, StringComparer.Ordinal))
        {
            return Path.Combine(DefaultRoot(), chain);
        }
        try
        {
            return File.Exists(chain) ? DefaultDirectory(GenesisFile.Read(chain, [])) : null;
        }
        catch (NodeException)
        {
            return null; // A command that needs the chain says what is wrong with it.
        }
    }

    /// <summary>Whether the default directory of any chain holds a file of a name.</summary>
    public static bool AnyDefaultDirectoryHas(string fileName)
    {
        string root = DefaultRoot();
        return Directory.Exists(root) && Directory.EnumerateDirectories(root).Any(folder => Path.Exists(Path.Combine(folder, fileName)));
    }

    private static bool IsBuiltIn(Genesis genesis) => BuiltInChains.Find(genesis.Spec.Name)?.Hash == genesis.Hash;

    private static string DefaultRoot()
    {
        string? shared = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        string root = string.IsNullOrEmpty(shared)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share")
            : shared;
        return Path.Combine(root, "nodeproto");
    }
}
