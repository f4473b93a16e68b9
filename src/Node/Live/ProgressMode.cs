namespace NodeProto.Node.Live;

/// <summary>How a long command shows how far it is.</summary>
internal enum ProgressMode
{
    /// <summary>Live when stderr is a terminal and nothing there is meant for a program, else as lines.</summary>
    Auto,

    /// <summary>A row for each stage at the foot of the terminal, drawn again several times a second; lines when there is no terminal.</summary>
    Live,

    /// <summary>Log lines: one a second, later one in five.</summary>
    Lines,

    /// <summary>Only events and warnings.</summary>
    None,
}
