namespace NodeProto.Primitives.Tests;

/// <summary>Values with every field set to something of its own.</summary>
internal static class Sample
{
    public static Hash256 Hash(byte seed) => Keccak.Hash([seed]);

    public static Address Account(byte seed) => new(Hash(seed).Bytes[..Address.Size]);

    public static Header Header(int laterFields) =>
        new()
        {
            ParentHash = Hash(1),
            OmmersHash = Keccak.OfEmptyList,
            Beneficiary = Account(2),
            StateRoot = Hash(3),
            TransactionsRoot = Hash(4),
            ReceiptsRoot = Hash(5),
            LogsBloom = Bloom.FromBytes([1, .. new byte[255]]),
            Difficulty = new UInt256(1, 2),
            Number = new BlockNumber(300),
            GasLimit = 30_000_000,
            GasUsed = 0,
            Timestamp = 1_700_000_000,
            ExtraData = "extra"u8.ToArray(),
            MixHash = Hash(6),
            Nonce = 42,
            BaseFeePerGas = laterFields > 0 ? new UInt256(7) : null,
            WithdrawalsRoot = laterFields > 1 ? Hash(7) : null,
            BlobGasUsed = laterFields > 2 ? 0 : null,
            ExcessBlobGas = laterFields > 3 ? 131_072 : null,
            ParentBeaconBlockRoot = laterFields > 4 ? Hash(8) : null,
            RequestsHash = laterFields > 5 ? Hash(9) : null,
        };

    public static Transaction Transaction(TransactionType type) =>
        new()
        {
            Type = type,
            ChainId = 0xC72DD9D5E883E,
            Nonce = 9,
            MaxFeePerGas = new UInt256(0, 1),
            MaxPriorityFeePerGas = type >= TransactionType.DynamicFee ? new UInt256(3) : new UInt256(0, 1),
            GasLimit = 100_000,
            To = Account(10),
            Value = UInt256.MaxValue,
            Data = new byte[] { 0, 1, 2 },
            AccessList = type == TransactionType.Legacy ? [] : [new(Account(11), [Hash(12), Hash(13)]), new(Account(14), [])],
            MaxFeePerBlobGas = type == TransactionType.Blob ? new UInt256(5) : default,
            BlobVersionedHashes = type == TransactionType.Blob ? [Hash(15), Hash(16)] : [],
            Authorizations =
                type == TransactionType.SetCode
                    ? [new(UInt256.MaxValue, Account(17), ulong.MaxValue, 255, new UInt256(1), new UInt256(2))]
                    : [],
            YParity = 1,
            R = new UInt256(11),
            S = UInt256.Zero,
        };
}
