namespace NodeProto.Fuzz.Tests;

/// <summary>Everything that is fed.</summary>
internal static class AllTargets
{
    public static IReadOnlyList<Target> All { get; } =
    [
        new RlpTarget(),
        new TransactionTarget(),
        new HeaderTarget(),
        new BodyTarget(),
        new BlockTarget(),
        new ReceiptTarget(),
        new ValueTarget(),
        new GenesisTarget(),
        new ConfigurationTarget(),
        new CommandLineTarget(),
        new ChainFileTarget(),
        new RowTarget(),
        new ImportTarget(),
    ];

    public static Target Of(string name) => All.First(target => target.Name == name);
}
