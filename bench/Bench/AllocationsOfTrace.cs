using System.Globalization;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace NodeProto.Bench;

/// <summary>Which types the bytes of a recorded run went to: <c>allocations FILE.nettrace</c>.</summary>
/// <remarks>For recordings of <c>dotnet-trace collect --profile gc-verbose</c>. The runtime samples about every 100 KiB.</remarks>
internal sealed class AllocationsOfTrace : IComparison
{
    private const int TypesMax = 25;

    public static string Name => "allocations";

    public static string Summary => "allocated bytes by type in a recording of dotnet-trace (--profile gc-verbose): FILE.nettrace";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length != 1)
        {
            throw new ArgumentException("Name one recording: allocations FILE.nettrace.");
        }
        Dictionary<string, (long Bytes, long Samples)> types = [];
        long all = 0;
        int collections = 0;
        using EventPipeEventSource source = new(arguments[0]);
        ClrTraceEventParser runtime = source.Clr;
        runtime.GCAllocationTick += sample =>
        {
            (long bytes, long samples) = types.GetValueOrDefault(sample.TypeName);
            types[sample.TypeName] = (bytes + sample.AllocationAmount64, samples + 1);
            all += sample.AllocationAmount64;
        };
        runtime.GCStart += _ => collections++;
        source.Process();
        Console.WriteLine($"{all / 1048576.0:F1} MiB in samples, {collections} collections");
        Console.WriteLine($"{"MiB", 10} {"share", 7} {"samples", 8}  type");
        foreach ((string type, (long bytes, long samples)) in types.OrderByDescending(each => each.Value.Bytes).Take(TypesMax))
        {
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0, 10:F1} {(double)bytes / all, 7:P1} {samples, 8}  {type}")
            );
        }
    }
}
