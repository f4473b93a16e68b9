namespace NodeProto.Node.TestSuites;

/// <summary>What a run went through, beside the results of its cases.</summary>
/// <param name="Files">Files that hold cases of the suite's format.</param>
/// <param name="OtherFiles">Files of other formats, which were passed over.</param>
/// <param name="Samples">Some of those.</param>
/// <param name="WasStopped">Whether a stop ended it early.</param>
internal sealed record SuiteRun(int Files, int OtherFiles, IReadOnlyList<SuiteFile> Samples, bool WasStopped);
