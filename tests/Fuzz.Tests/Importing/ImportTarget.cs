using System.Text;
using NodeProto.Execution;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Fuzz.Tests;

/// <summary>
/// Whole imports, one after the other into one database: of hostile blocks, now and then of a file of them. Each ends at a good block
/// with the checksum of a straight import, and says what was wrong; afterwards the good chain is imported.
/// </summary>
internal sealed class ImportTarget : Target
{
    /// <summary>Imports of hostile blocks for one input.</summary>
    public const int ImportsEach = 25;

    public override string Name => "import";

    public override int Share => 0; // Counted by themselves.

    public override long AllocatedBytesMax(int length) => 2_000_000_000;

    public override byte[] Make(Random random) => BitConverter.GetBytes(random.Next());

    public override bool Feed(byte[] input)
    {
        StringBuilder diary = new();
        try
        {
            Run(new Random(BitConverter.ToInt32(input)), diary);
        }
        catch (Exception e)
        {
            throw new FuzzException($"{e}\n{diary}");
        }
        return true;
    }

    protected override IReadOnlyList<byte[]> CreateSeeds() => [BitConverter.GetBytes(HostileWorld.All.Count)];

    private static void Run(Random random, StringBuilder diary)
    {
        HostileWorld world = HostileWorld.All[random.Next(HostileWorld.All.Count)];
        using ImportedNode node = new(world);
        int from = Math.Max(random.Next(world.Count), random.Next(world.Count)); // Few blocks before the hostile one: more of them a second.
        diary.AppendLine($"{world.Fork}, from block {from}");
        ImportGood(node, world, 0, from);
        for (int i = 0; i < ImportsEach; i++)
        {
            if (i == 0)
            {
                ImportFile(node, world, from, random, diary);
            }
            else if (from == 0 && i % 8 == 0)
            {
                ImportValid(node, world, random, diary);
            }
            else
            {
                ImportHostile(node, world, from, random, diary);
            }
            Check(node, world, random.Next(8) == 0);
            node.Unwind(from);
            Holds(random.Next(2) == 0 || node.Checksum() == world.ChecksumAt(from), "the way back leaves something behind");
        }
        ImportGood(node, world, from, world.Blocks.Count); // One block longer: no branch that was laid aside is as heavy.
        Holds(node.Checksum() == world.ChecksumAt(world.Blocks.Count), "the good chain ends with another checksum");
        Holds(node.Verify() is null, $"the good chain ends unsound: {node.Verify()}");
    }

    private static void ImportHostile(ImportedNode node, HostileWorld world, int from, Random random, StringBuilder diary)
    {
        int bad = random.Next(from, world.Count);
        DeliveredBlock hostile = HostileBlock.Make(world, bad, random, out string what);
        List<DeliveredBlock> blocks = [.. world.Good.Skip(from).Take(bad - from), hostile];
        if (bad + 1 < world.Count && random.Next(4) == 0)
        {
            blocks.Add(HostileBlock.After(hostile.Hash, world.Blocks[bad + 1]));
        }
        if (random.Next(4) == 0)
        {
            blocks.AddRange(world.Good.Take(world.Count).Skip(random.Next(world.Count)));
        }
        if (random.Next(16) == 0)
        {
            blocks.Insert(random.Next(blocks.Count), blocks[random.Next(blocks.Count)]);
        }
        diary.AppendLine($"  block {bad + 1}: {what}, {hostile.Hash}, {blocks.Count} blocks");
        Explained(node.Import(blocks), diary);
    }

    /// <summary>A good block of random transactions: what the state in memory makes of it, the stages make of it.</summary>
    private static void ImportValid(ImportedNode node, HostileWorld world, Random random, StringBuilder diary)
    {
        Block block = HostileWorld.Build(new BlockBuilder(world.Genesis), random, new ulong[RandomTransactions.Senders.Count]);
        diary.AppendLine($"  good block {block.Header.Hash}, {block.Body.Transactions.Count} transactions");
        PipelineResult result = node.Import(DeliveredBlock.Of(block));
        Explained(result, diary);
        Holds(result.Rejected.All(each => each.Block.Hash != block.Header.Hash), "a good block is refused");
        // By work, a branch that was laid aside may be heavier.
        Holds(world.Fork < Fork.Paris || result.Head.Hash == block.Header.Hash, "a good block is not the head");
    }

    private static void ImportFile(ImportedNode node, HostileWorld world, int from, Random random, StringBuilder diary)
    {
        byte[] blocks = [.. world.Blocks.Take(world.Count).Skip(from).SelectMany(block => block.EncodeToArray())];
        byte[] changed = (random.Next(2) == 0 ? RlpItems.TryChange(blocks, blocks, random) : null) ?? Bytes.Change(blocks, blocks, random);
        diary.AppendLine($"  file of {changed.Length} bytes");
        string path = Path.Combine(Path.GetTempPath(), $"nodeproto-fuzz-{Guid.NewGuid():N}");
        File.WriteAllBytes(path, changed);
        try
        {
            using ChainFileSource source = ChainFileSource.Open([path], world.Genesis.Hash);
            Explained(node.ImportFrom(source), diary);
        }
        catch (NodeException e) when (e.Code is NodeErrorCode.ChainFileUnreadable or NodeErrorCode.ChainFileOfOtherChain)
        {
            diary.AppendLine($"    {e.Message}");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void ImportGood(ImportedNode node, HostileWorld world, int from, int to)
    {
        PipelineResult result = node.Import(world.Good.Skip(from).Take(to - from));
        Hash256 head = to == 0 ? world.Genesis.Hash : world.Good[to - 1].Hash;
        Holds(result.Head.Hash == head, $"the good chain ends at {result.Head}");
    }

    /// <summary>What was refused names code, rule and block.</summary>
    private static void Explained(PipelineResult result, StringBuilder diary)
    {
        foreach (RejectedBlock rejected in result.Rejected)
        {
            diary.AppendLine($"    {rejected.Stage}: {rejected.Block.Text}");
            Holds(
                Enum.IsDefined(rejected.Block.Reason) && rejected.Block.Found.Length > 0 && rejected.Block.Expected.Length > 0,
                "a refusal without a reason"
            );
        }
        if (result.SourceFailure is { } failure)
        {
            diary.AppendLine($"    {failure.Message}");
            Holds(
                (int)failure.Code is >= 2000 and < 3000 && failure.Where.Length > 0 && failure.WhatToDo.Length > 0,
                "a failure without a reason"
            );
        }
    }

    private static void Check(ImportedNode node, HostileWorld world, bool isThorough)
    {
        (int number, Hash256 hash) = node.Head();
        if (world.NumberOf(hash) is { } good)
        {
            Holds(good == number && node.Checksum() == world.ChecksumAt(good), $"block {number} with another checksum");
            isThorough &= good > 0;
        }
        Holds(!(isThorough || world.NumberOf(hash) is null) || node.Verify() is null, $"an unsound database: {node.Verify()}");
    }
}
