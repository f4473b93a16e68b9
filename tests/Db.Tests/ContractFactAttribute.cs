using Xunit.Abstractions;
using Xunit.Sdk;

namespace NodeProto.Db.Tests;

/// <summary>A fact of the contract suite: skipped for RocksDB, with the reason, where its library is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("NodeProto.Db.Tests.ContractFactDiscoverer", "NodeProto.Db.Tests")]
public sealed class ContractFactAttribute : FactAttribute;

public sealed class ContractFactDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        ITestMethod testMethod,
        IAttributeInfo factAttribute
    )
    {
        bool isRocksDb = testMethod.TestClass.Class.Name.EndsWith("RocksDatabaseTests", StringComparison.Ordinal);
        return
        [
            isRocksDb && RocksDbLibrary.MissingBecause is { } reason
                ? new SkippedTestCase(messages, discoveryOptions, testMethod, reason)
                : new XunitTestCase(
                    messages,
                    discoveryOptions.MethodDisplayOrDefault(),
                    discoveryOptions.MethodDisplayOptionsOrDefault(),
                    testMethod
                ),
        ];
    }
}

public sealed class SkippedTestCase : XunitTestCase
{
    private readonly string? _reason;

    [Obsolete("For the runner's deserializer only.")]
    public SkippedTestCase() { }

    public SkippedTestCase(IMessageSink messages, ITestFrameworkDiscoveryOptions options, ITestMethod method, string reason)
        : base(messages, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method) => _reason = reason;

    protected override string? GetSkipReason(IAttributeInfo factAttribute) => _reason ?? RocksDbLibrary.MissingBecause;
}
