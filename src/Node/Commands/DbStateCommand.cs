using System.CommandLine;
using NodeProto.Db;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Output;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto db state ADDRESS</c>: an account as it is, or as it was after a block.</summary>
internal static class DbStateCommand
{
    private static readonly Argument<string> AddressText = new("ADDRESS") { Description = "Address of the account: 0x and 40 digits." };
    private static readonly Setting<BlockName?> Block = Setting.BlockOrHash(
        "--block",
        "The account as it was after this block: its number or its hash.",
        "the head, which is the checkpoint of the stage finish"
    );
    private static readonly Setting<IReadOnlyList<string>> Slot = Setting.Texts(
        "--slot",
        "Also these storage slots: numbers, decimal or 0x and hexadecimal digits.",
        "slot"
    );
    private static readonly Setting<bool> Slots = Setting.Flag("--slots", "Also all slots that are not zero, in order of their hashes.");
    private static readonly Setting<string?> From = Setting.Text("--from", "With --slots: first hash of a slot.", "hash", "the first one");
    private static readonly Setting<long> Limit = Setting.Count("--limit", "With --slots: how many at most.", 1_000);
    private static readonly Setting<bool> Code = Setting.Flag("--code", "Also the code.");
    private static readonly Setting<bool> Proof = Setting.Flag(
        "--proof",
        "Also the nodes of the tries that prove the account, and each --slot, against the block's state root (EIP-1186)."
    );

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "state",
            "Show an account: balance, nonce, code and storage, at the head or after any block whose history is kept.",
            new Example("nodeproto db state 0x00000000219ab540356cbb839cbe05303d7705fa", "The account at the head"),
            new Example(
                "nodeproto db state 0x00000000219ab540356cbb839cbe05303d7705fa --block 0 --slot 0 --slot 0x41",
                "In genesis, with two slots"
            ),
            new Example("nodeproto db state 0x00000000219ab540356cbb839cbe05303d7705fa --slots --limit 5 --json", "Its first slots"),
            new Example("nodeproto db state 0x00000000219ab540356cbb839cbe05303d7705fa --slot 0 --proof --json", "With a proof of both")
        )
        {
            AddressText,
            Block,
            Slot,
            Slots,
            From,
            Limit,
            Code,
            Proof,
        };
        command.SetAction(host.Run(Run));
        return command;
    }

    private static IReport Run(Session session)
    {
        ParseResult parsed = session.Parsed;
        string text = parsed.GetRequiredValue(AddressText);
        if (!Address.TryParse(text, out Address address))
        {
            throw Bad($"'{text}' is no address", AddressText.Name, "An address is 0x and 40 hexadecimal digits.");
        }
        UInt256[] asked = [.. Slot.Of(parsed).Select(ParseSlot)];
        Hash256 first = Hash256.Zero;
        if (From.Of(parsed) is { } from && !Hash256.TryParse(from, out first))
        {
            throw Bad($"'{from}' is no hash of a slot", From.Name, "A hash is 0x and 64 hexadecimal digits.");
        }
        foreach (Option option in (ReadOnlySpan<Option>)[From, Limit])
        {
            if (!Slots.Of(parsed) && parsed.GetResult(option) is { Implicit: false })
            {
                throw Bad(
                    $"{option.Name} says which slots, and --slots is not given",
                    option.Name,
                    $"Add --slots, or leave {option.Name} away."
                );
            }
        }
        using NodeServices node = NodeServices.OpenForReading(session);
        using IReadTransaction tx = node.Database.BeginRead();
        BlockNumber block = Block.Of(parsed)?.Find(tx, Block.Name) ?? CheckpointStore.Read(tx, StageId.Finish).Number;
        using HistoricalState state = new(tx, block);
        Hash256 addressHash = Keccak.Hash(address.Bytes);
        bool exists = state.TryGetAccount(addressHash, out Account account);
        account = exists ? account : Account.Empty;
        return new StateReport(
            address,
            addressHash,
            new StageCheckpoint(block, tx.GetOrThrow(Tables.CanonicalHashes, block)),
            exists,
            account
        )
        {
            Code = Code.Of(parsed) ? state.GetCode(account.CodeHash) : default(ReadOnlyMemory<byte>?), // A bare null would be empty code.
            Proof = Proof.Of(parsed) ? StateProofs.Prove(tx, block, address, asked, stop: session.Stop) : null,
            Asked = [.. asked.Select(slot => ReadSlot(state, addressHash, slot))],
            Slots = Slots.Of(parsed) ? Walk(state, addressHash, first, Limit.Of(parsed), session.Stop) : null,
        };
    }

    private static StateSlot ReadSlot(HistoricalState state, in Hash256 addressHash, in UInt256 slot)
    {
        Span<byte> word = stackalloc byte[UInt256.Size];
        slot.WriteBigEndian(word);
        Hash256 slotHash = Keccak.Hash(word);
        return new StateSlot(slot, slotHash, state.GetStorage(addressHash, slotHash));
    }

    /// <summary>The slots from one on, and the hash of the next one where the limit ends.</summary>
    private static StateSlots Walk(HistoricalState state, in Hash256 addressHash, Hash256 next, long limit, CancellationToken stop)
    {
        List<StateSlot> slots = [];
        bool hasNext = true;
        while (hasNext && state.TryGetNextStorage(addressHash, ref next, out UInt256 value))
        {
            if (slots.Count == limit)
            {
                return new StateSlots(slots, next);
            }
            slots.Add(new StateSlot(null, next, value));
            if (stop.IsCancellationRequested)
            {
                throw Interrupted.With("nothing was changed");
            }
            hasNext = HashOrder.TryIncrement(ref next);
        }
        return new StateSlots(slots, null);
    }

    private static UInt256 ParseSlot(string text) =>
        UInt256.TryParse(text, out UInt256 slot)
            ? slot
            : throw Bad($"'{text}' is no slot", Slot.Name, "A slot is a number below 2^256, decimal or 0x and hexadecimal digits.");

    private static NodeException Bad(string what, string where, string whatToDo) =>
        new(NodeErrorCode.SettingInvalid, what, where, whatToDo);
}
