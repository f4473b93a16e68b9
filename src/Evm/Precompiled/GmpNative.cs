using System.Runtime.InteropServices;
using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>The functions of GMP that modular exponentiation needs.</summary>
internal static unsafe partial class GmpNative
{
    private const string Library = "gmp";
    private static bool _isBound;

    /// <summary>Loads the library at first use.</summary>
    /// <exception cref="NodeException">There is none.</exception>
    public static void Bind()
    {
        if (!Volatile.Read(ref _isBound))
        {
            NativeLibraries.Bind(typeof(GmpNative).Assembly, NativeDependency.Gmp);
            Volatile.Write(ref _isBound, true);
        }
    }

    /// <summary>A GMP integer (<c>mpz_t</c>): the library owns what it points to.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Integer
    {
        private readonly int _allocated;
        private readonly int _size;
        private readonly nint _limbs;
    }

    [LibraryImport(Library, EntryPoint = "__gmpz_init")]
    public static partial void Init(Integer* value);

    [LibraryImport(Library, EntryPoint = "__gmpz_clear")]
    public static partial void Clear(Integer* value);

    /// <summary>Reads bytes: order 1 means the most significant first.</summary>
    [LibraryImport(Library, EntryPoint = "__gmpz_import")]
    public static partial void Import(Integer* target, nuint count, int order, nuint size, int endian, nuint nails, byte* bytes);

    [LibraryImport(Library, EntryPoint = "__gmpz_export")]
    public static partial void* Export(byte* bytes, nuint* count, int order, nuint size, int endian, nuint nails, Integer* value);

    [LibraryImport(Library, EntryPoint = "__gmpz_powm")]
    public static partial void PowerModulo(Integer* result, Integer* number, Integer* exponent, Integer* modulus);
}
