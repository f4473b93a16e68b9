namespace NodeProto.Node.Live;

/// <summary>How a row of the live display stands out.</summary>
internal enum LiveRowState
{
    /// <summary>Its turn has not come.</summary>
    Waiting,

    /// <summary>It moves.</summary>
    Running,

    /// <summary>Its turn has come, and nothing moves.</summary>
    Still,

    /// <summary>It is at its end.</summary>
    Done,
}

/// <summary>One stage, or whatever else takes long, as the live display shows it.</summary>
internal sealed record LiveRow
{
    /// <summary>What it is.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it runs.</summary>
    public required LiveRowState State { get; init; }

    /// <summary>How far it is, such as <c>1,234</c>.</summary>
    public required string Position { get; init; }

    /// <summary>How far it goes; empty when nobody knows.</summary>
    public string Target { get; init; } = "";

    /// <summary>Whether it goes back to its target.</summary>
    public bool IsBack { get; init; }

    /// <summary>Part that is done, 0 to 1; null when nobody knows.</summary>
    public double? Share { get; init; }

    /// <summary>Units in a second; 0 when there is nothing to tell.</summary>
    public double UnitsPerSecond { get; init; }

    /// <summary>What is counted, plural.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Time left; null when nobody knows.</summary>
    public TimeSpan? Left { get; init; }

    /// <summary>What it does, in one word.</summary>
    public string Doing { get; init; } = "";
}

/// <summary>All that the live display shows at one instant.</summary>
/// <param name="Rows">What moves, in its order.</param>
/// <param name="Note">Why nothing moves; empty when something does.</param>
/// <param name="Foot">The last line.</param>
internal sealed record LiveView(IReadOnlyList<LiveRow> Rows, string Note = "", string Foot = "");
