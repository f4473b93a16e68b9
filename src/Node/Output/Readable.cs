using System.Globalization;

namespace NodeProto.Node.Output;

/// <summary>Numbers as people read them.</summary>
internal static class Readable
{
    private static readonly string[] ByteUnits = ["B", "KiB", "MiB", "GiB", "TiB"];
    private static readonly string[] ShortUnits = ["", "k", "M", "G", "T"];

    /// <summary><c>1234567</c> is <c>1,234,567</c>.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Count(long)"/>
    public static string Count(ulong number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A rate: whole numbers, or one digit more when it is small.</summary>
    public static string Rate(double perSecond) =>
        perSecond.ToString(perSecond is > 0 and < 9.95 ? "0.0" : "N0", CultureInfo.InvariantCulture);

    /// <summary>A rate in few characters: <c>7.5</c>, <c>123</c>, <c>45.6k</c>, <c>1.2M</c>, <c>12.3G</c>.</summary>
    public static string Short(double number)
    {
        int thousands = 0;
        while (number >= 999.5 && thousands < ShortUnits.Length - 1)
        {
            number /= 1000;
            thousands++;
        }
        string form =
            number >= 99.95 ? "0"
            : thousands == 0 ? "0.#"
            : "0.0";
        return number.ToString(form, CultureInfo.InvariantCulture) + ShortUnits[thousands];
    }

    /// <summary>A duration as a clock shows it: <c>0:07</c>, <c>12:34</c>, <c>1:02:03</c>.</summary>
    public static string Clock(TimeSpan time)
    {
        long seconds = (long)Math.Round(time.TotalSeconds);
        return seconds < 3600 ? $"{seconds / 60}:{seconds % 60:00}" : $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}";
    }

    /// <summary>A duration: <c>0.12 s</c>, <c>12.3 s</c>, <c>3 min 5 s</c>, <c>2 h 4 min</c>.</summary>
    public static string Duration(double seconds)
    {
        long whole = (long)Math.Round(seconds);
        return seconds switch
        {
            < 0.995 => $"{seconds:0.00} s",
            < 59.95 => $"{seconds:0.0} s",
            < 3599.5 => $"{whole / 60} min {whole % 60} s",
            _ => $"{whole / 3600} h {whole % 3600 / 60} min",
        };
    }

    /// <summary><c>1536</c> is <c>1.5 KiB</c>.</summary>
    public static string Bytes(ulong bytes)
    {
        double size = bytes;
        int unit = 0;
        while (size >= 1024 && unit < ByteUnits.Length - 1)
        {
            size /= 1024;
            unit++;
        }
        return unit == 0 ? $"{bytes} B" : $"{size:0.0} {ByteUnits[unit]}";
    }

    /// <summary>A share of a whole: <c>12 %</c>, empty when there is none.</summary>
    public static string Share(double part, double whole) =>
        whole > 0 && part / whole >= 0.005 ? $"{part / whole:P0}".Replace(" ", "", StringComparison.Ordinal) : "";
}
