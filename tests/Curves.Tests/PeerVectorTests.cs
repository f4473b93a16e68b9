using System.Text.Json;
using NodeProto.Primitives;

namespace NodeProto.Curves.Tests;

/// <summary>Results of other implementations; <c>vectors/README.md</c> names them.</summary>
public sealed class PeerVectorTests
{
    private static readonly JsonDocument Vectors = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "peers.json"))
    );

    private delegate bool Operation(ReadOnlySpan<byte> input, Span<byte> output);

    [Fact]
    public void Mapping_to_g1_agrees() => CheckAll("mapG1", Bls12381Operations.TryMapToG1);

    [Fact]
    public void Mapping_to_g2_agrees() => CheckAll("mapG2", Bls12381Operations.TryMapToG2);

    [Fact]
    public void Sums_of_products_in_g1_agree() => CheckAll("msmG1", Bls12381Operations.TryMultiScalarG1);

    [Fact]
    public void Sums_of_products_in_g2_agree() => CheckAll("msmG2", Bls12381Operations.TryMultiScalarG2);

    [Fact]
    public void Products_on_bn254_agree() => CheckAll("bnMul", Bn254Operations.TryMultiply);

    [Fact]
    public void P256_signatures_are_told_apart() => CheckVerdicts("p256", static input => P256.Verify(input));

    [Fact]
    public void Kzg_proofs_are_told_apart() =>
        CheckVerdicts(
            "kzg",
            static input =>
                KzgPointEvaluation.Verify(input.AsSpan(0, 48), input.AsSpan(48, 32), input.AsSpan(80, 32), input.AsSpan(112, 48))
        );

    private static void CheckAll(string name, Operation operation)
    {
        foreach (JsonElement row in Vectors.RootElement.GetProperty(name).EnumerateArray())
        {
            byte[] expected = HexText.Decode(row[1].GetString());
            byte[] output = new byte[expected.Length];
            Assert.True(operation(HexText.Decode(row[0].GetString()), output));
            Assert.Equal(HexText.Encode(expected), HexText.Encode(output));
        }
    }

    private static void CheckVerdicts(string name, Func<byte[], bool> verify)
    {
        foreach (JsonElement row in Vectors.RootElement.GetProperty(name).EnumerateArray())
        {
            Assert.Equal(row[1].GetString() == "1", verify(HexText.Decode(row[0].GetString())));
        }
    }
}
