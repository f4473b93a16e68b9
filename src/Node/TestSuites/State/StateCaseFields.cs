using System.Text.Json;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>The legacy transaction of an old state test, which has fields but no bytes and no signature.</summary>
internal static class StateCaseFields
{
    /// <summary>The transaction with the data, gas limit and value that a post picks.</summary>
    public static Transaction Read(JsonElement fields, JsonElement indexes)
    {
        UInt256 price = fields.Member("gasPrice").AsUInt256();
        string to = fields.Member("to").GetString() ?? "";
        return new Transaction
        {
            Type = TransactionType.Legacy,
            Nonce = fields.Member("nonce").AsUInt64(),
            MaxFeePerGas = price,
            MaxPriorityFeePerGas = price,
            GasLimit = Pick(fields, "gasLimit", indexes, "gas").AsUInt64(),
            To = to.Length == 0 ? null : Address.Parse(to),
            Value = Pick(fields, "value", indexes, "value").AsUInt256(),
            Data = Pick(fields, "data", indexes, "data").AsBytes(),
            YParity = 0,
            R = UInt256.One,
            S = UInt256.One,
        };
    }

    private static JsonElement Pick(JsonElement fields, string name, JsonElement indexes, string index) =>
        fields.Member(name)[indexes.Member(index).GetInt32()];
}
