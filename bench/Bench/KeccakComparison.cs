using NodeProto.Primitives;
using Org.BouncyCastle.Crypto.Digests;

namespace NodeProto.Bench;

/// <summary>Keccak-256 on one core: Bouncy Castle, our scalar hash, our batch.</summary>
internal sealed class KeccakComparison : IComparison
{
    private const int Messages = 4096;

    public static string Name => "keccak";

    public static string Summary => "Keccak-256 of 20, 32 and 532 bytes: Bouncy Castle, scalar, batched; one core";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        Console.WriteLine(
            $"One core; {KeccakBatch.Width} messages side by side; medians. DOTNET_EnableAVX512=0 shows AVX2, DOTNET_EnableAVX2=0 neither."
        );
        Console.WriteLine();
        Short();
        OfLength("532 bytes (full trie branch, 4 blocks)", length => length, 532);
        OfLength("1 to 600 bytes, mixed", length => 1 + (length * 7919 % 600), Messages);
    }

    private static void Short()
    {
        KeccakInput input = new(Messages, _ => 32);
        Hash256[] words = new Hash256[Messages];
        Address[] addresses = new Address[Messages];
        for (int i = 0; i < Messages; i++)
        {
            words[i] = new Hash256(input.Data.AsSpan(32 * i, 32));
            addresses[i] = new Address(input.Data.AsSpan(32 * i, 20));
        }
        Measurement[] rows = Stopwatching.Compare(
            Messages,
            ("Bouncy Castle", input.HashWithBouncyCastle),
            ("scalar", input.HashScalar),
            ("batched, any pieces", input.HashBatched),
            ("batched, 32-byte words", () => KeccakBatch.Hash(words, input.Hashes)),
            ("batched, addresses", () => KeccakBatch.Hash(addresses, input.Hashes))
        );
        Report("32 bytes (slot, hash)", rows);
    }

    private static void OfLength(string title, Func<int, int> lengthOf, int argument)
    {
        KeccakInput input = new(Messages, i => lengthOf(argument == Messages ? i : argument));
        Measurement[] rows = Stopwatching.Compare(
            Messages,
            ("Bouncy Castle", input.HashWithBouncyCastle),
            ("scalar", input.HashScalar),
            ("batched", input.HashBatched)
        );
        Report(title, rows);
    }

    private static void Report(string title, Measurement[] rows)
    {
        Stopwatching.Print(title, "hashes", rows);
        Console.WriteLine(
            $"  scalar / Bouncy Castle: {rows[1].RatioTo(rows[0]):F2}   best batched / scalar: {Best(rows).RatioTo(rows[1]):F2}"
        );
        Console.WriteLine();
    }

    private static Measurement Best(Measurement[] rows)
    {
        Measurement best = rows[2];
        foreach (Measurement row in rows.AsSpan(2))
        {
            best = row.UnitsPerSecond > best.UnitsPerSecond ? row : best;
        }
        return best;
    }
}

/// <summary>Random messages in one buffer, and the ways to hash them all.</summary>
internal sealed class KeccakInput
{
    private readonly (int Offset, int Length)[] _pieces;
    private readonly KeccakDigest _digest = new(256);
    private readonly byte[] _hash = new byte[Hash256.Size];

    public KeccakInput(int count, Func<int, int> lengthOf)
    {
        _pieces = new (int Offset, int Length)[count];
        Hashes = new Hash256[count];
        int offset = 0;
        for (int i = 0; i < count; i++)
        {
            _pieces[i] = (offset, lengthOf(i));
            offset += _pieces[i].Length;
        }
        Data = new byte[offset];
        new Random(1).NextBytes(Data);
    }

    public byte[] Data { get; }

    public Hash256[] Hashes { get; }

    public void HashWithBouncyCastle()
    {
        for (int i = 0; i < _pieces.Length; i++)
        {
            _digest.BlockUpdate(Data, _pieces[i].Offset, _pieces[i].Length);
            _digest.DoFinal(_hash, 0);
            Hashes[i] = new Hash256(_hash);
        }
    }

    public void HashScalar()
    {
        for (int i = 0; i < _pieces.Length; i++)
        {
            Hashes[i] = Keccak.Hash(Data.AsSpan(_pieces[i].Offset, _pieces[i].Length));
        }
    }

    public void HashBatched() => KeccakBatch.Hash(Data, _pieces, Hashes);
}
