// A run takes all cores by itself.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace NodeProto.Fuzz.Tests;

/// <summary>Something that reads bytes from outside. An input is decided by the target and a seed.</summary>
internal abstract class Target
{
    private readonly Lazy<IReadOnlyList<byte[]>> _seeds;

    protected Target() => _seeds = new Lazy<IReadOnlyList<byte[]>>(CreateSeeds);

    /// <summary>Its name, as in NODEPROTO_TARGET and in the names of the corpus.</summary>
    public abstract string Name { get; }

    /// <summary>Share of all inputs, in parts of 10,000.</summary>
    public abstract int Share { get; }

    /// <summary>Good inputs, from which the others are made.</summary>
    public IReadOnlyList<byte[]> Seeds => _seeds.Value;

    /// <summary>Bytes that an input of a length may make this thread allocate.</summary>
    public virtual long AllocatedBytesMax(int length) => (64L * 1024) + (64L * length);

    /// <summary>Reads an input; returns whether it was accepted. Runs on many threads.</summary>
    /// <exception cref="FuzzException">It was taken otherwise than it must be. Any other exception is a finding too.</exception>
    public abstract bool Feed(byte[] input);

    /// <summary>The input of a seed.</summary>
    public virtual byte[] Make(Random random)
    {
        byte[] input = Pick(random);
        for (int changes = 1 + (random.Next(4) * random.Next(2)); changes > 0; changes--)
        {
            input = Change(input, Pick(random), random);
        }
        return input;
    }

    protected abstract IReadOnlyList<byte[]> CreateSeeds();

    /// <summary>One change.</summary>
    protected virtual byte[] Change(byte[] input, byte[] other, Random random) =>
        (random.Next(4) > 0 ? RlpItems.TryChange(input, other, random) : null) ?? Bytes.Change(input, other, random);

    protected byte[] Pick(Random random) => Seeds[random.Next(Seeds.Count)];

    /// <summary>Whether what was accepted is written as it was read.</summary>
    protected static void Same(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> found, string what) =>
        Holds(expected.SequenceEqual(found), what);

    protected static void Holds(bool condition, string what)
    {
        if (!condition)
        {
            throw new FuzzException(what);
        }
    }
}

/// <summary>An input was taken otherwise than it must be.</summary>
internal sealed class FuzzException(string message) : Exception(message);
