using System.Reflection;
using System.Runtime.InteropServices;

namespace NodeProto.Primitives;

/// <summary>Finds shared libraries under the names that distributions give them, and says what to install when there is none.</summary>
/// <remarks>
/// Call <see cref="Bind"/> before the first call into a library, and not in a static constructor, where the error would come out
/// as a <see cref="TypeInitializationException"/>. Thread-safe.
/// </remarks>
public static class NativeLibraries
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, nint> Handles = new(StringComparer.Ordinal);
    private static readonly Dictionary<Assembly, HashSet<string>> BoundNames = [];

    /// <summary>Loads a library and makes the assembly's imports of <see cref="NativeDependency.Name"/> come from it.</summary>
    /// <param name="assembly">The assembly that declares the imports.</param>
    /// <param name="dependency">The library.</param>
    /// <exception cref="NodeException">The machine has no usable library of that kind.</exception>
    public static void Bind(Assembly assembly, NativeDependency dependency)
    {
        lock (Gate)
        {
            if (!Handles.ContainsKey(dependency.Name))
            {
                Handles.Add(dependency.Name, Load(dependency));
            }
            if (!BoundNames.TryGetValue(assembly, out HashSet<string>? names))
            {
                NativeLibrary.SetDllImportResolver(assembly, Resolve);
                names = new HashSet<string>(StringComparer.Ordinal);
                BoundNames.Add(assembly, names);
            }
            names.Add(dependency.Name);
        }
    }

    /// <summary>Loads a library without binding it.</summary>
    /// <returns>The loader's handle.</returns>
    /// <exception cref="NodeException">The machine has no usable library of that kind.</exception>
    internal static nint Load(NativeDependency dependency)
    {
        string? chosen = Environment.GetEnvironmentVariable(dependency.Variable);
        IReadOnlyList<string> candidates = string.IsNullOrEmpty(chosen) ? dependency.Candidates : [chosen];
        string? unusable = null;
        foreach (string candidate in candidates)
        {
            if (!NativeLibrary.TryLoad(candidate, out nint handle))
            {
                continue;
            }
            if (NativeLibrary.TryGetExport(handle, dependency.RequiredExport, out _))
            {
                return handle;
            }
            NativeLibrary.Free(handle);
            unusable ??= candidate;
        }
        throw Missing(dependency, chosen, candidates, unusable);
    }

    private static NodeException Missing(NativeDependency dependency, string? chosen, IReadOnlyList<string> candidates, string? unusable)
    {
        string what = unusable is null
            ? $"the native library {dependency.Name} was not found"
            : $"the native library {unusable} lacks the function {dependency.RequiredExport}";
        string where = string.IsNullOrEmpty(chosen)
            ? $"tried {string.Join(", ", candidates)}"
            : $"tried {chosen}, which the environment variable {dependency.Variable} names";
        string whatToDo = string.IsNullOrEmpty(chosen)
            ? $"{dependency.Remedy}; {dependency.Variable} can name a file elsewhere."
            : $"Correct or unset {dependency.Variable}. {dependency.Remedy}.";
        return new NodeException(dependency.ErrorCode, what, where, whatToDo);
    }

    private static nint Resolve(string libraryName, Assembly assembly, DllImportSearchPath? searchPath)
    {
        lock (Gate)
        {
            return BoundNames[assembly].Contains(libraryName) ? Handles[libraryName] : 0; // 0: the runtime's own search.
        }
    }
}
