using NodeProto.Db;

namespace NodeProto.Stages;

/// <summary>One place at which the database breaks its own rules.</summary>
/// <param name="Table">The table that is wrong.</param>
/// <param name="Key">
/// The row, or the first one of several, as <c>db get</c> takes it: a block number, a name, or <c>0x</c> and hexadecimal digits.
/// </param>
/// <param name="Owner">Who writes the table: a stage's name, <c>pipeline</c> or <c>init</c>.</param>
/// <param name="Expected">What the other rows ask for.</param>
/// <param name="Found">What is there.</param>
/// <param name="Remedy">What mends it: a command, or what to do when there is none.</param>
public sealed record Finding(Table Table, string Key, string Owner, string Expected, string Found, string Remedy);
