using System.Diagnostics;

namespace NodeProto.EndToEnd.Tests;

/// <summary>A node that runs, and what is written to its source meanwhile.</summary>
public sealed class FollowTests
{
    [Fact]
    public async Task Blocks_that_are_appended_in_pieces_reach_the_head_a_second_node_is_refused_and_a_stop_continues()
    {
        using DataFolder folder = new(Chains.Short);
        byte[] bytes = await File.ReadAllBytesAsync(folder.ChainFile);
        string source = folder.Write("growing.rlp", bytes[..5000]);
        using (NodeProcess node = Start(folder, source))
        {
            await SeesAsync(node, "waiting for more blocks");
            Append(source, bytes[5000..20001]);
            Append(source, bytes[20001..^1]); // All but the last byte of the last block.
            await SeesAsync(node, "head is block 59 ");
            string[] second = ["node", "--source", source, "--datadir", folder.Data, "--json"];
            (await NodeProcess.Run(second)).RefusedWith("NP3101", 4, folder.Data);
            ProgramRun run = await StopAsync(node, node.Terminate);
            Assert.Equal(59UL, run.Head);
        }
        using (NodeProcess node = Start(folder, source))
        {
            await SeesAsync(node, "waiting for more blocks");
            Append(source, bytes[^1..]);
            await SeesAsync(node, "head is block 60 ");
            ProgramRun run = await StopAsync(node, node.Interrupt);
            Assert.Equal(60UL, run.Head);
            Assert.Equal(59UL, run.Json.GetProperty("headAtStart").GetProperty("number").GetUInt64());
        }
        Assert.Equal(await Chains.ShortChecksumAsync(60), await folder.ChecksumAsync());
    }

    [Fact]
    public async Task A_heavier_branch_that_is_appended_becomes_the_chain()
    {
        using DataFolder folder = new(Chains.Light);
        using NodeProcess node = Start(folder, folder.ChainFile);
        await SeesAsync(node, $"head is block {Chains.Light.Head} {Chains.Light.Blocks[^1].Header.Hash}");
        Append(folder.ChainFile, GeneratedChain.Encode(Chains.Heavy.Blocks.Skip(12)));
        await SeesAsync(node, $"head is block {Chains.Heavy.Head} {Chains.Heavy.Blocks[^1].Header.Hash}");
        await StopAsync(node, node.Terminate);
        using DataFolder heavy = new(Chains.Heavy);
        Assert.Equal(await heavy.StraightAsync(), await folder.ChecksumAsync());
    }

    [Fact]
    public async Task A_named_pipe_is_followed_from_writer_to_writer_and_in_memory_too()
    {
        using DataFolder folder = new(Chains.Short);
        string pipe = folder["live.pipe"];
        using (Process make = Process.Start("mkfifo", pipe))
        {
            await make.WaitForExitAsync();
        }
        byte[][] blocks = [.. Chains.Short.Blocks.Select(block => GeneratedChain.Encode([block]))];
        using (NodeProcess node = Start(folder, pipe))
        {
            await SeesAsync(node, "waiting for more blocks");
            Append(pipe, [.. blocks[0], .. blocks[1]]);
            await SeesAsync(node, "head is block 2 ");
            Append(pipe, [.. blocks[2], .. blocks[3][..9]]);
            await SeesAsync(node, "NP2601");
            node.Kill();
            Assert.Equal(137, (await node.EndAsync()).ExitCode);
        }
        using (NodeProcess node = Start(folder, pipe))
        {
            await SeesAsync(node, "waiting for more blocks");
            Append(pipe, [.. blocks[3], .. blocks[4]]);
            await SeesAsync(node, "head is block 5 ");
            await StopAsync(node, node.Terminate);
        }
        Assert.Equal(await Chains.ShortChecksumAsync(5), await folder.ChecksumAsync());
        using NodeProcess inMemory = NodeProcess.Start(["node", "--source", pipe, "--chain", folder.Genesis, "--db", "memory", "--json"]);
        await SeesAsync(inMemory, "waiting for more blocks");
        Append(pipe, blocks[0]);
        await SeesAsync(inMemory, "head is block 1 ");
        Assert.Equal(1UL, (await StopAsync(inMemory, inMemory.Terminate)).Head);
    }

    [Fact]
    public async Task Garbage_in_the_source_leaves_the_node_running_and_a_corrected_file_is_taken_up()
    {
        using DataFolder folder = new(Chains.Short);
        byte[] good = GeneratedChain.Encode(Chains.Short.Blocks.Take(5));
        string source = folder.Write("growing.rlp", [.. good, 0x42, 0x43]);
        using NodeProcess node = Start(folder, source);
        await SeesAsync(node, $"NP2602: no block in canonical RLP: a string stands where a list belongs ({source}, offset {good.Length})");
        File.Move(folder.Write("corrected.rlp", GeneratedChain.Encode(Chains.Short.Blocks.Take(7))), source, overwrite: true);
        await SeesAsync(node, "head is block 7 ");
        await SeesAsync(node, "the source is whole again");
        await StopAsync(node, node.Terminate);
    }

    [Fact]
    public async Task A_refused_block_leaves_the_node_running_until_another_branch_comes()
    {
        GeneratedChain broken = Chains.Short.Changed(4, header => header with { GasUsed = 1 });
        using DataFolder folder = new(Chains.Short);
        string source = folder.Write("growing.rlp", GeneratedChain.Encode(broken.Blocks.Take(6)));
        using NodeProcess node = Start(folder, source);
        await SeesAsync(node, "refused a block");
        await SeesAsync(node, "waiting for more blocks");
        Append(source, GeneratedChain.Encode(Chains.Short.Blocks.Skip(3).Take(4)));
        await SeesAsync(node, $"head is block 7 {Chains.Short.Blocks[6].Header.Hash}");
        await StopAsync(node, node.Terminate);
    }

    [Fact]
    public async Task A_node_without_a_source_or_with_one_that_is_not_there_is_refused_and_leaves_no_directory()
    {
        using DataFolder folder = new(Chains.Other);
        string[] where = ["--chain", folder.Genesis, "--datadir", folder.Data, "--json"];
        (await NodeProcess.Run(["node", .. where])).RefusedWith("NP1001", 2, "--source");
        (await NodeProcess.Run(["node", "--source", folder["nothing.rlp"], .. where])).RefusedWith("NP1401", 2, "nothing.rlp");
        Assert.False(Directory.Exists(folder.Data));
    }

    private static NodeProcess Start(DataFolder folder, string source, params string[] options) =>
        NodeProcess.Start(["node", "--source", source, "--chain", folder.Genesis, "--datadir", folder.Data, "--json", .. options]);

    private static async Task SeesAsync(NodeProcess node, string text) =>
        Assert.True(await node.SeesAsync(text), $"The node ended without saying '{text}'.");

    private static async Task<ProgramRun> StopAsync(NodeProcess node, Action signal)
    {
        signal();
        return (await node.EndAsync()).EndedWith(0);
    }

    /// <summary>As a writer does: open, write, close.</summary>
    private static void Append(string path, byte[] bytes)
    {
        using FileStream stream = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        stream.Write(bytes);
    }
}
