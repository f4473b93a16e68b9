using System.Globalization;
using System.Text.Json;

namespace NodeProto.Bench;

/// <summary>Two runs of a stage beside each other: <c>compare BEFORE AFTER</c>, files that hold what <c>stage run --json</c> printed.</summary>
/// <remarks>A file may hold several runs, an object a line; the median of each figure counts then.</remarks>
internal sealed class RunComparison : IComparison
{
    public static string Name => "compare";

    public static string Summary => "figures of stage run --json, one run or several a file: BEFORE.json AFTER.json";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length != 2)
        {
            throw new ArgumentException("Name two files: compare BEFORE.json AFTER.json.");
        }
        (SortedDictionary<string, List<double>> before, int runsBefore) = Read(arguments[0]);
        (SortedDictionary<string, List<double>> after, int runsAfter) = Read(arguments[1]);
        Console.WriteLine($"median of {runsBefore} and of {runsAfter} runs; spread is the largest figure over the smallest");
        Console.WriteLine($"{"", -18} {"before", 18} {"spread", 7} {"after", 18} {"spread", 7} {"after/before", 13}");
        foreach ((string name, List<double> first) in before)
        {
            if (after.TryGetValue(name, out List<double>? second) && (first.Max() > 0 || second.Max() > 0))
            {
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name, -18} {Median(first), 18:#,0.######} {Spread(first), 7:F2} {Median(second), 18:#,0.######} {Spread(second), 7:F2} {Median(second) / Median(first), 13:F3}"
                    )
                );
            }
        }
    }

    private static (SortedDictionary<string, List<double>> Figures, int Runs) Read(string path)
    {
        SortedDictionary<string, List<double>> figures = new(StringComparer.Ordinal);
        int runs = 0;
        foreach (string line in File.ReadLines(path))
        {
            if (line.Length > 0)
            {
                using JsonDocument run = JsonDocument.Parse(line);
                Add(figures, "", run.RootElement);
                runs++;
            }
        }
        return (figures, runs);
    }

    private static void Add(SortedDictionary<string, List<double>> figures, string prefix, JsonElement element)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            string name = prefix + property.Name;
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                Add(figures, $"{name}.", property.Value);
            }
            else if (property.Value.ValueKind == JsonValueKind.Number)
            {
                if (!figures.TryGetValue(name, out List<double>? values))
                {
                    figures.Add(name, values = []);
                }
                values.Add(property.Value.GetDouble());
            }
        }
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static double Spread(List<double> values) => values.Max() / values.Min();
}
