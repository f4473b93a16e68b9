using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using NodeProto.Primitives;
using Xunit.Abstractions;

namespace NodeProto.Spec.Tests;

/// <summary>RLPTests of ethereum/tests.</summary>
public sealed class RlpSuite(ITestOutputHelper output)
{
    [FixtureTheory(Fixtures.Basic)]
    [InlineData("RLPTests/rlptest.json", 28)]
    [InlineData("RLPTests/invalidRLPTest.json", 20)]
    [InlineData("RLPTests/RandomRLPTests/example.json", 1)]
    public void Bytes_are_accepted_exactly_when_they_are_canonical(string file, int casesMin)
    {
        CaseTally tally = new();
        using JsonDocument cases = JsonDocument.Parse(Fixtures.ReadFile(Fixtures.Basic, file));
        foreach (JsonProperty test in cases.RootElement.EnumerateObject())
        {
            tally.Add(test.Name, Check(test.Value.GetProperty("in"), HexText.Decode(test.Value.GetProperty("out").GetString()!)));
        }
        tally.AssertAllPassed(output, casesMin);
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
