namespace NodeProto.EndToEnd.Tests;

/// <summary>Proof of work of mainnet's first blocks, on the built program.</summary>
public sealed class VerifyPowTests
{
    private const string Folder = "mainnet-first-1000";

    [ChainFact(Folder)]
    public async Task A_first_block_with_a_wrong_seal_is_refused_by_number_hash_and_rule()
    {
        using TestFolder folder = new();
        ProgramRun run = await NodeProcess.Run(Import(folder, "--verify-pow", "true"));
        run.RefusedWith("NP2134", 3, "block 1 0xd7ba9ae1043ff1d56f8d0532d2ef7ddff3d1af2a172b40aa4dbcfe348495b084");
    }

    [ChainFact(Folder)]
    public async Task Unverified_it_is_imported()
    {
        using TestFolder folder = new();
        (await NodeProcess.Run(Import(folder, "--verify-pow", "false"))).EndedWith(0);
    }

    private static string[] Import(TestFolder folder, params string[] options) =>
        [
            "import",
            ChainFactAttribute.Path(Folder, "bad-pow.rlp"),
            "--chain",
            ChainFactAttribute.Path(Folder, "genesis.json"),
            "--datadir",
            folder["data"],
            "--json",
            .. options,
        ];
}
