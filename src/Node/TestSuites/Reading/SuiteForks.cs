using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>Names of forks as the suites write them.</summary>
internal static class SuiteForks
{
    /// <summary>The fork; null for a name of something else, such as a transition.</summary>
    public static Fork? Find(string name) =>
        name switch
        {
            "EIP150" => Fork.TangerineWhistle,
            "EIP158" => Fork.SpuriousDragon,
            "ConstantinopleFix" => Fork.Petersburg,
            "Merge" => Fork.Paris,
            _ => Enum.TryParse(name, out Fork fork) && !char.IsAsciiDigit(name[0]) ? fork : null,
        };
}
