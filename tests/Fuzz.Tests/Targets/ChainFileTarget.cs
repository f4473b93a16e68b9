using System.IO.Compression;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Fuzz.Tests;

/// <summary>Chain files: plain, in gzip, in era1; also those whose content was changed before it was packed.</summary>
internal sealed class ChainFileTarget : Target, IDisposable
{
    private const int BlocksMax = 3;
    private readonly ThreadLocal<string> _path = new(
        () => Path.Combine(Path.GetTempPath(), $"nodeproto-fuzz-{Guid.NewGuid():N}"),
        trackAllValues: true
    );

    public override string Name => "chain-file";

    public override int Share => 14;

    public override long AllocatedBytesMax(int length) => (16L * 1024 * 1024) + (64L * length); // Windows and buffers of fixed size.

    public override bool Feed(byte[] input)
    {
        string path = _path.Value!;
        File.WriteAllBytes(path, input);
        try
        {
            return TryRead(path);
        }
        catch (NodeException e) when (e.Code is >= (NodeErrorCode)2000 and < (NodeErrorCode)3000)
        {
            return false;
        }
        finally
        {
            File.Delete(path);
        }
    }

    public override byte[] Make(Random random)
    {
        byte[] input = base.Make(random);
        return random.Next(3) switch
        {
            0 => Gzip(input),
            _ => input,
        };
    }

    public void Dispose() => _path.Dispose();

    protected override IReadOnlyList<byte[]> CreateSeeds()
    {
        List<byte[]> seeds = [];
        for (int i = 0; i + BlocksMax <= Tests.Seeds.Made.Count; i += BlocksMax)
        {
            byte[] plain = [.. Tests.Seeds.Made.Skip(i).Take(BlocksMax).SelectMany(block => block.EncodeToArray())];
            seeds.Add(plain);
            seeds.Add(Gzip(plain));
        }
        seeds.Add(Era1([.. Tests.Seeds.Made.Take(BlocksMax)]));
        return seeds;
    }

    private static bool TryRead(string path)
    {
        using ChainFileSource source = ChainFileSource.Open([path], default);
        HeaderBatch batch = new(2);
        RlpWriter body = new();
        long position = 0;
        for (; source.TryReadHeaders(position, batch); position += batch.Count)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                Hash256 hash = Keccak.Hash(batch.RlpOf(i));
                body.Clear();
                Holds(source.TryReadBody(default, hash, body), "a header without its body");
                Holds(source.Delivers(position + i, hash) && source.PositionAfter(hash) > position + i, "a block that is not where it is");
                Holds(source.Locate(position + i).Length > 0, "a block without a place");
            }
        }
        Holds(position == source.Count, "fewer headers than blocks");
        _ = source.LastBlock;
        return source.Failure is null;
    }

    private static byte[] Gzip(byte[] plain)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }
        return packed.ToArray();
    }

    private static byte[] Era1(Block[] blocks)
    {
        using MemoryStream file = new();
        Era1Writer writer = new(bytes => file.Write(bytes.Span));
        writer.Begin(blocks[0].Header.Number);
        UInt256 total = default;
        foreach (Block block in blocks)
        {
            total += block.Header.Difficulty;
            writer.Add(block.Header.Hash, block.Header.EncodeToArray(), block.Body.EncodeToArray(), [0xC0], total);
        }
        writer.End();
        return file.ToArray();
    }
}
