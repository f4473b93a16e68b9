namespace NodeProto.Primitives.Tests;

public sealed class Secp256k1Tests
{
    // Private key and address of EIP-155's example.
    private static readonly byte[] Key = HexText.Decode("4646464646464646464646464646464646464646464646464646464646464646");
    private static readonly Address Signer = Address.Parse("9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f");

    [Fact]
    public void Address_of_a_private_key_is_that_of_EIP_155() => Assert.Equal(Signer, Secp256k1.AddressOf(Key));

    [Fact]
    public void A_signature_is_deterministic_low_and_recovers_its_signer()
    {
        Hash256 hash = Keccak.Hash("message"u8);
        (UInt256 r, UInt256 s, byte parity) = Secp256k1.Sign(hash, Key);

        Assert.Equal((r, s, parity), Secp256k1.Sign(hash, Key));
        Assert.True(s <= Secp256k1.HalfOrder);
        Assert.True(Secp256k1.TryRecover(hash, r, s, parity, out Address address));
        Assert.Equal(Signer, address);
    }

    [Fact]
    public void The_mirrored_signature_above_half_the_order_recovers_the_same_signer()
    {
        Hash256 hash = Keccak.Hash("mirror"u8);
        (UInt256 r, UInt256 s, byte parity) = Secp256k1.Sign(hash, Key);

        Assert.True(Secp256k1.TryRecover(hash, r, Secp256k1.Order - s, (byte)(1 - parity), out Address address));
        Assert.Equal(Signer, address);
    }

    [Fact]
    public void Half_the_order_is_half_of_the_order() =>
        Assert.Equal(Secp256k1.Order - UInt256.One, Secp256k1.HalfOrder + Secp256k1.HalfOrder);

    [Fact]
    public void Values_outside_their_range_recover_nobody()
    {
        Hash256 hash = Keccak.Hash("range"u8);
        (UInt256 r, UInt256 s, byte parity) = Secp256k1.Sign(hash, Key);

        Assert.False(Secp256k1.TryRecover(hash, UInt256.Zero, s, parity, out Address address));
        Assert.Equal(Address.Zero, address);
        Assert.False(Secp256k1.TryRecover(hash, r, UInt256.Zero, parity, out _));
        Assert.False(Secp256k1.TryRecover(hash, Secp256k1.Order, s, parity, out _));
        Assert.False(Secp256k1.TryRecover(hash, r, Secp256k1.Order, parity, out _));
        Assert.False(Secp256k1.TryRecover(hash, UInt256.MaxValue, UInt256.MaxValue, parity, out _));
        Assert.False(Secp256k1.TryRecover(hash, r, s, 4, out _));
        Assert.False(Secp256k1.TryRecover(hash, r, s, 255, out _));
    }

    [Fact]
    public void Zero_and_the_order_are_no_private_keys()
    {
        byte[] order = new byte[32];
        Secp256k1.Order.WriteBigEndian(order);
        byte[] largest = new byte[32];
        (Secp256k1.Order - UInt256.One).WriteBigEndian(largest);

        Assert.False(Secp256k1.IsPrivateKey(new byte[32]));
        Assert.False(Secp256k1.IsPrivateKey(order));
        Assert.True(Secp256k1.IsPrivateKey(largest));
        Assert.Throws<ArgumentException>(() => Secp256k1.AddressOf(new byte[32]));
        Assert.Throws<ArgumentException>(() => Secp256k1.AddressOf(new byte[31]));
        Assert.Throws<ArgumentException>(() => Secp256k1.Sign(Hash256.Zero, order));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(37)]
    public void Many_signatures_recover_as_one_by_one(int count)
    {
        SignatureColumns batch = SignatureColumns.Sign(count, seed: 1);
        Address[] addresses = new Address[count];

        Assert.Equal(-1, Secp256k1.RecoverMany(batch.Hashes, batch.R, batch.S, batch.RecoveryIds, addresses));
        Assert.Equal(batch.Signers, addresses);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(12)]
    public void A_bad_signature_among_many_is_named_and_those_before_it_are_recovered(int bad)
    {
        SignatureColumns batch = SignatureColumns.Sign(13, seed: 2);
        batch.R[bad] = UInt256.Zero;
        Address[] addresses = new Address[13];

        Assert.Equal(bad, Secp256k1.RecoverMany(batch.Hashes, batch.R, batch.S, batch.RecoveryIds, addresses));
        Assert.Equal(batch.Signers[..bad], addresses[..bad]);
    }

    [Fact]
    public void Recovering_allocates_nothing()
    {
        SignatureColumns batch = SignatureColumns.Sign(16, seed: 3);
        Address[] addresses = new Address[16];
        RecoverAll(batch, addresses);

        long before = GC.GetAllocatedBytesForCurrentThread();
        RecoverAll(batch, addresses);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Threads_share_the_context()
    {
        SignatureColumns batch = SignatureColumns.Sign(64, seed: 4);
        Address[] addresses = new Address[64];

        Parallel.For(
            0,
            64,
            i => Assert.True(Secp256k1.TryRecover(batch.Hashes[i], batch.R[i], batch.S[i], batch.RecoveryIds[i], out addresses[i]))
        );

        Assert.Equal(batch.Signers, addresses);
    }

    private static void RecoverAll(SignatureColumns batch, Address[] addresses)
    {
        _ = Secp256k1.RecoverMany(batch.Hashes, batch.R, batch.S, batch.RecoveryIds, addresses);
        _ = Secp256k1.TryRecover(batch.Hashes[0], batch.R[0], batch.S[0], batch.RecoveryIds[0], out _);
    }
}
