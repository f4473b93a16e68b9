namespace NodeProto.Node.Live;

/// <summary>Long work of a command that is no stage: people see it live, programs in metrics and health. Thread-safe.</summary>
internal interface ILongTask
{
    /// <summary>What is done, in a word or two.</summary>
    string Name { get; }

    /// <summary>How it is now, for people.</summary>
    LiveView View();

    /// <summary>The same as numbers.</summary>
    IReadOnlyList<TaskCount> Counts();
}

/// <summary>How far a task is.</summary>
/// <param name="Unit">What is counted, plural.</param>
/// <param name="Done">How many are done.</param>
/// <param name="Target">How many there will be; null when nobody knows.</param>
internal readonly record struct TaskCount(string Unit, long Done, long? Target = null);
