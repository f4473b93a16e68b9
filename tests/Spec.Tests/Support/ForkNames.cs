using NodeProto.Primitives;

namespace NodeProto.Spec.Tests;

/// <summary>Names of forks as fixtures write them.</summary>
internal static class ForkNames
{
    public static Fork Parse(string name) =>
        name switch
        {
            "EIP150" => Fork.TangerineWhistle,
            "EIP158" => Fork.SpuriousDragon,
            "ConstantinopleFix" => Fork.Petersburg,
            _ => Enum.Parse<Fork>(name),
        };
}
