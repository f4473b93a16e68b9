namespace NodeProto.Spec.Tests;

/// <summary>A fact over a file or folder of the fixtures; skipped, with the reason, where that is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FixtureFactAttribute : FactAttribute
{
    public FixtureFactAttribute(string path) => Skip = Fixtures.WhyAbsent(path);
}

/// <summary>A theory over a file or folder of the fixtures; skipped, with the reason, where that is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FixtureTheoryAttribute : TheoryAttribute
{
    public FixtureTheoryAttribute(string path) => Skip = Fixtures.WhyAbsent(path);
}
