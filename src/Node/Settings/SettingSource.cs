namespace NodeProto.Node.Settings;

/// <summary>What decides a setting, weakest first.</summary>
internal enum SettingOrigin
{
    /// <summary>Nothing sets it.</summary>
    Default,

    /// <summary>The configuration file.</summary>
    File,

    /// <summary>An environment variable.</summary>
    Variable,

    /// <summary>The command line.</summary>
    Flag,
}

/// <summary>Where a value came from.</summary>
/// <param name="Origin">What decided it.</param>
/// <param name="Place">Name of the variable, or path of the file.</param>
/// <param name="Line">Line in the file, from 1.</param>
internal readonly record struct SettingSource(SettingOrigin Origin, string Place = "", int Line = 0)
{
    /// <summary>For the place of an error: <c>environment variable NAME</c>, <c>file PATH, line 3</c>.</summary>
    public string Where =>
        Origin switch
        {
            SettingOrigin.Variable => $"environment variable {Place}",
            SettingOrigin.File => $"file {Place}, line {Line}",
            _ => "",
        };

    /// <summary>What mends a wrong value.</summary>
    public string Remedy =>
        Origin switch
        {
            SettingOrigin.Variable => $"Correct or unset {Place}",
            _ => "Correct or remove that line",
        };

    /// <summary>For a table: <c>flag</c>, <c>variable NAME</c>, <c>file PATH:3</c>, <c>default</c>.</summary>
    public override string ToString() =>
        Origin switch
        {
            SettingOrigin.Flag => "flag",
            SettingOrigin.Variable => $"variable {Place}",
            SettingOrigin.File => $"file {Place}:{Line}",
            _ => "default",
        };
}

/// <summary>A value as it was written, and where.</summary>
/// <param name="Text">The text, as one would write it after the flag.</param>
/// <param name="Source">Where it stands.</param>
internal readonly record struct SettingText(string Text, SettingSource Source);
