using System.Text;
using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>Why a block is invalid: the rule, the place, what was found and what the rule asks for.</summary>
/// <param name="Reason">The rule.</param>
/// <param name="Number">Number of the block.</param>
/// <param name="Hash">Hash of the block; null when it is not known.</param>
/// <param name="TransactionIndex">Index of the transaction that broke the rule; null when it was none.</param>
/// <param name="Found">What was found, as text.</param>
/// <param name="Expected">What the rule asks for, as text.</param>
public sealed record InvalidBlock(
    InvalidBlockReason Reason,
    BlockNumber Number,
    Hash256? Hash,
    int? TransactionIndex,
    string Found,
    string Expected
)
{
    /// <summary>The stable code; its number is the value of <see cref="Reason"/>.</summary>
    public NodeErrorCode Code => (NodeErrorCode)(int)Reason;

    /// <summary>What happened: rule, found and expected; without code and place.</summary>
    public string What => $"{Words(Reason)}: found {Found}, expected {Expected}";

    /// <summary>Block and transaction.</summary>
    public string Where =>
        (Hash is { } hash ? $"block {Number} {hash}" : $"block {Number}") + (TransactionIndex is { } index ? $", transaction {index}" : "");

    /// <summary>Code, rule, found, expected and place in one line.</summary>
    public string Text => $"NP{(int)Reason}: {What} ({Where})";

    /// <summary>The same as an exception, for a command that cannot go on.</summary>
    /// <param name="whatToDo">The operator's next step.</param>
    public NodeException ToException(string whatToDo) => new(Code, What, Where, whatToDo);

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>The name of a rule in lower-case words: <c>GasLimitTooLow</c> becomes <c>gas limit too low</c>.</summary>
    private static string Words(InvalidBlockReason reason)
    {
        StringBuilder words = new();
        foreach (char letter in reason.ToString())
        {
            if (char.IsAsciiLetterUpper(letter) && words.Length > 0)
            {
                words.Append(' ');
            }
            words.Append(char.ToLowerInvariant(letter));
        }
        return words.ToString();
    }
}
