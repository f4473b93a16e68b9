using FsCheck;
using FsCheck.Fluent;
using Org.BouncyCastle.Crypto.Digests;

namespace NodeProto.Primitives.Tests.Hashing;

public sealed class KeccakTests
{
    private static readonly Gen<byte[]> Messages =
        from length in Gen.Frequency(
            (3, Gen.Choose(0, 1000)),
            (1, Gen.Elements(0, 1, 7, 8, 20, 32, 127, 128, 134, 135, 136, 137, 271, 272, 273, 532))
        )
        from seed in Gen.Choose(0, int.MaxValue)
        select RandomBytes(length, seed);

    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData("transfer(address,uint256)", "a9059cbb2ab09eb219583f4a59a5d0623ade346d962bcd4e46b11da047c9049b")]
    public void Known_texts_have_their_known_hashes(string text, string hash) =>
        Assert.Equal(Hash256.Parse(hash), Keccak.Hash(System.Text.Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Named_hashes_are_the_hashes_of_what_they_name()
    {
        Assert.Equal(Keccak.Hash([]), Keccak.OfEmpty);
        Assert.Equal(Keccak.Hash([0xC0]), Keccak.OfEmptyList);
        Assert.Equal(Keccak.Hash([0x80]), Keccak.OfEmptyTrie);
    }

    [Fact]
    public void Every_length_agrees_with_Bouncy_Castle()
    {
        byte[] data = RandomBytes(600, 1);
        for (int length = 0; length <= data.Length; length++)
        {
            Assert.Equal(Reference(data.AsSpan(0, length).ToArray()), Keccak.Hash(data.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Random_messages_agree_with_Bouncy_Castle() =>
        Property.Holds(
            Messages,
            message =>
            {
                byte[] written = new byte[34];
                Keccak.Hash(message, written.AsSpan(1));
                Assert.Equal(Reference(message), new Hash256(written.AsSpan(1, 32)));
                Assert.Equal((0, 0), (written[0], written[33]));
            },
            300
        );

    [Fact]
    public void A_short_destination_is_refused() => Assert.Throws<ArgumentException>(() => Keccak.Hash([1], new byte[31]));

    [Fact]
    public void Batches_agree_with_the_scalar_hash() =>
        Property.Holds(
            from count in Gen.Choose(0, 40)
            from messages in Messages.ListOf(count)
            select messages,
            messages =>
            {
                (byte[] data, (int Offset, int Length)[] pieces) = Join([.. messages]);
                Hash256[] hashes = new Hash256[pieces.Length];
                KeccakBatch.Hash(data, pieces, hashes);
                for (int i = 0; i < pieces.Length; i++)
                {
                    Assert.Equal(Keccak.Hash(messages[i]), hashes[i]);
                }
            },
            300
        );

    [Fact]
    public void Pieces_may_overlap_and_stand_in_any_order()
    {
        byte[] data = RandomBytes(700, 3);
        (int Offset, int Length)[] pieces =
        [
            (600, 100),
            (0, 700),
            (10, 0),
            (700, 0),
            (0, 136),
            (1, 136),
            (0, 272),
            (300, 20),
            (300, 21),
            (0, 1),
        ];
        Hash256[] hashes = new Hash256[pieces.Length];
        KeccakBatch.Hash(data, pieces, hashes);
        for (int i = 0; i < pieces.Length; i++)
        {
            Assert.Equal(Keccak.Hash(data.AsSpan(pieces[i].Offset, pieces[i].Length)), hashes[i]);
        }
    }

    [Fact]
    public void Addresses_and_words_agree_with_the_scalar_hash_for_any_count()
    {
        for (int count = 0; count <= 40; count++)
        {
            byte[] bytes = RandomBytes(count * 32, count);
            Address[] addresses = new Address[count];
            Hash256[] words = new Hash256[count];
            for (int i = 0; i < count; i++)
            {
                addresses[i] = new Address(bytes.AsSpan(i * 20, 20));
                words[i] = new Hash256(bytes.AsSpan(i * 32, 32));
            }
            Hash256[] hashes = new Hash256[count + 1];
            KeccakBatch.Hash(addresses, hashes);
            Assert.Equal(Array.ConvertAll(addresses, address => Keccak.Hash(address.Bytes)), hashes[..count]);
            KeccakBatch.Hash(words, hashes);
            Assert.Equal(Array.ConvertAll(words, word => Keccak.Hash(word.Bytes)), hashes[..count]);
            Assert.Equal(Hash256.Zero, hashes[count]);
            Hash256[] inPlace = [.. words];
            KeccakBatch.Hash(inPlace, inPlace);
            Assert.Equal(hashes[..count], inPlace);
        }
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 11)]
    [InlineData(11, 0)]
    [InlineData(10, 1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Pieces_outside_the_data_are_refused(int offset, int length) =>
        Assert.Throws<ArgumentException>(() => KeccakBatch.Hash(new byte[10], [(offset, length)], new Hash256[1]));

    [Fact]
    public void Too_few_places_for_hashes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => KeccakBatch.Hash(new byte[10], [(0, 1), (0, 2)], new Hash256[1]));
        Assert.Throws<ArgumentException>(() => KeccakBatch.Hash(new Address[2], new Hash256[1]));
        Assert.Throws<ArgumentException>(() => KeccakBatch.Hash(new Hash256[2], new Hash256[1]));
    }

    [Fact]
    public void Hashing_does_not_allocate()
    {
        byte[] data = RandomBytes(20_000, 5);
        (int Offset, int Length)[] pieces = [.. Enumerable.Range(0, 21).Select(i => (i * 532, 532)), (0, 3), (0, 1000)];
        Address[] addresses = new Address[21];
        Hash256[] words = new Hash256[21];
        Hash256[] hashes = new Hash256[pieces.Length];
        byte[] written = new byte[32];
        long before = 0;
        for (int round = 0; round < 2; round++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            KeccakBatch.Hash(data, pieces, hashes);
            KeccakBatch.Hash(addresses, hashes);
            KeccakBatch.Hash(words, hashes);
            Keccak.Hash(data, written);
            _ = Keccak.Hash(data);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    internal static byte[] RandomBytes(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static (byte[] Data, (int Offset, int Length)[] Pieces) Join(byte[][] messages)
    {
        (int Offset, int Length)[] pieces = new (int Offset, int Length)[messages.Length];
        int offset = 0;
        for (int i = 0; i < messages.Length; i++)
        {
            pieces[i] = (offset, messages[i].Length);
            offset += messages[i].Length;
        }
        return ([.. messages.SelectMany(message => message)], pieces);
    }

    private static Hash256 Reference(byte[] message)
    {
        KeccakDigest digest = new(256);
        digest.BlockUpdate(message, 0, message.Length);
        byte[] hash = new byte[32];
        digest.DoFinal(hash, 0);
        return new Hash256(hash);
    }
}
