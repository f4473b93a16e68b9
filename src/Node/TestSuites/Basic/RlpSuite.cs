using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>RLPTests of ethereum/tests: bytes are accepted exactly when they are canonical, and values encode to them.</summary>
internal sealed class RlpSuite : ISuite
{
    /// <inheritdoc/>
    public bool IsOwn(JsonElement json) => json.HasCase("in", "out");

    /// <inheritdoc/>
    public void Run(SuiteFile file, JsonProperty test, SuiteSelection selection, List<CaseResult> results)
    {
        if (selection.Takes(file, test.Name) && selection.Fork is null)
        {
            string? difference = Check(test.Value.Member("in"), test.Value.Member("out").AsBytes());
            results.Add(CaseResult.Of(file, test.Name, "", difference));
        }
    }

    private static string? Check(JsonElement value, byte[] rlp)
    {
        RlpReader reader = new(rlp);
        RlpWriter copy = new();
        bool isRead = TryCopy(ref reader, copy) && reader.TryEnd();
        if (value.ValueKind == JsonValueKind.String && value.GetString() == "INVALID")
        {
            return isRead ? "accepted" : null;
        }
        if (!isRead)
        {
            return $"refused: {reader.Error}";
        }
        if (!copy.Written.SequenceEqual(rlp))
        {
            return $"decoded and encoded again: {HexText.Encode(copy.Written)}";
        }
        if (value.ValueKind == JsonValueKind.String && value.GetString() == "VALID")
        {
            return null;
        }
        RlpWriter writer = new();
        Write(writer, value);
        return writer.Written.SequenceEqual(rlp) ? null : $"encoded: {HexText.Encode(writer.Written)}";
    }

    private static bool TryCopy(ref RlpReader reader, RlpWriter copy)
    {
        if (!reader.IsNextList)
        {
            bool isString = reader.TryReadString(out ReadOnlySpan<byte> value);
            copy.Write(value);
            return isString;
        }
        if (!reader.TryReadList(out RlpReader items))
        {
            return false;
        }
        int mark = copy.BeginList();
        while (!items.IsEmpty)
        {
            if (!TryCopy(ref items, copy))
            {
                return reader.Fail(items.Error);
            }
        }
        copy.EndList(mark);
        return true;
    }

    private static void Write(RlpWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                int mark = writer.BeginList();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Write(writer, item);
                }
                writer.EndList(mark);
                break;
            case JsonValueKind.Number:
                writer.Write(value.GetUInt64());
                break;
            default:
                string text = value.GetString()!;
                // A number too large for JSON stands as '#' and decimal digits; it may exceed 256 bits.
                writer.Write(
                    text.StartsWith('#')
                        ? BigInteger.Parse(text.AsSpan(1), CultureInfo.InvariantCulture).ToByteArray(isUnsigned: true, isBigEndian: true)
                        : Encoding.UTF8.GetBytes(text)
                );
                break;
        }
    }
}
