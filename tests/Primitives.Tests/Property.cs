using FsCheck;
using FsCheck.Fluent;

namespace NodeProto.Primitives.Tests;

/// <summary>Runs a property over generated values, always from the same seed; a failure prints the shrunk case and its replay.</summary>
internal static class Property
{
    private static readonly Config Quick = Config.QuickThrowOnFailure.WithReplay(0x6E6F_6465_7072_6F74UL, 0x9E37_79B9_7F4A_7C15UL);

    public static void Holds<T>(Gen<T> values, Action<T> check, int cases = 2_000) =>
        Check.One(Quick.WithMaxTest(cases), Prop.ForAll(values.ToArbitrary(), check));
}
