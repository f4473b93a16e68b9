namespace NodeProto.Node.Tests.Observability;

/// <summary>One after the other: OpenTelemetry finds meters by name, in the whole process.</summary>
[CollectionDefinition(Name)]
#pragma warning disable CA1711 // What it is called here.
public sealed class ObservabilityCollection
#pragma warning restore CA1711
{
    public const string Name = "observability";
}
