using System.Reflection;

namespace NodeProto.Node.Observing;

/// <summary>The version of this program.</summary>
internal static class BuildVersion
{
    /// <summary><c>0.1.0</c>.</summary>
    public static readonly string Text =
        typeof(BuildVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}
