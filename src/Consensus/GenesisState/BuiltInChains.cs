using System.IO.Compression;
using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>Chains that need no genesis file.</summary>
public static class BuiltInChains
{
    private static readonly Lazy<Genesis> s_mainnet = new(MakeMainnet);
    private static readonly Lazy<Genesis> s_sepolia = new(() => ReadFile("sepolia.json"));
    private static readonly Lazy<Genesis> s_hoodi = new(() => ReadFile("hoodi.json"));

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["mainnet", "sepolia", "hoodi"];

    /// <summary>Ethereum mainnet's genesis; computed at the first use, some 20 ms.</summary>
    public static Genesis Mainnet => s_mainnet.Value;

    /// <summary>Genesis of a built-in chain; null when there is none of that name.</summary>
    /// <param name="name">A name in lower case, from <see cref="Names"/>.</param>
    public static Genesis? Find(string name) =>
        name switch
        {
            "mainnet" => Mainnet,
            "sepolia" => s_sepolia.Value,
            "hoodi" => s_hoodi.Value,
            _ => null,
        };

    /// <summary>Whether a genesis is that of a built-in chain, whatever its name.</summary>
    public static bool Contains(Genesis genesis)
    {
        string? name = genesis.Spec.ChainId switch
        {
            1 => "mainnet",
            11_155_111 => "sepolia",
            560_048 => "hoodi",
            _ => null,
        };
        return name is not null && Find(name)!.Hash == genesis.Hash;
    }

    /// <summary>Reads an embedded genesis file; <c>tools/make-testnet-genesis</c> makes them.</summary>
    private static Genesis ReadFile(string file)
    {
        using Stream? packed = typeof(BuiltInChains).Assembly.GetManifestResourceStream(file);
        Invariant.Holds(packed is not null, $"resource {file} is embedded");
        using BrotliStream plain = new(packed, CompressionMode.Decompress);
        using MemoryStream json = new();
        plain.CopyTo(json);
        return GenesisFile.Parse(json.ToArray(), file);
    }

    private static Genesis MakeMainnet()
    {
        // Yellow paper, appendix I (genesis block); the extra data is the hash of a block of the last test network.
        GenesisFields fields = new()
        {
            Difficulty = new UInt256(17_179_869_184), // 2^34
            GasLimit = 5_000,
            Nonce = 0x42,
            ExtraData = HexText.Decode("0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa"),
        };
        return Genesis.Create(ChainSpec.Mainnet, fields, ReadAccounts("mainnet-allocation.br"));
    }

    /// <summary>Reads an embedded allocation; <c>tools/make-mainnet-genesis</c> describes the format.</summary>
    private static List<GenesisAccount> ReadAccounts(string resource)
    {
        using Stream? packed = typeof(BuiltInChains).Assembly.GetManifestResourceStream(resource);
        Invariant.Holds(packed is not null, $"resource {resource} is embedded");
        using BrotliStream plain = new(packed, CompressionMode.Decompress);
        List<GenesisAccount> accounts = [];
        Span<byte> buffer = stackalloc byte[UInt256.Size];
        while (plain.ReadAtLeast(buffer[..Address.Size], Address.Size, throwOnEndOfStream: false) == Address.Size)
        {
            Address address = new(buffer[..Address.Size]);
            int length = plain.ReadByte();
            Invariant.Holds(length is >= 0 and <= UInt256.Size, $"resource {resource} has a balance after each address");
            plain.ReadExactly(buffer[..length]);
            accounts.Add(new GenesisAccount(address, new UInt256(buffer[..length])));
        }
        return accounts;
    }
}
