using System.Text.Json;
using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Output;

/// <summary>A storage slot.</summary>
/// <param name="Slot">The slot; null where only its hash is known.</param>
/// <param name="SlotHash">Keccak-256 of the slot.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct StateSlot(UInt256? Slot, Hash256 SlotHash, UInt256 Value);

/// <summary>Some slots of an account that are not zero.</summary>
/// <param name="Found">In order of their hashes.</param>
/// <param name="Next">Hash of the slot after them; null when there is none.</param>
internal sealed record StateSlots(IReadOnlyList<StateSlot> Found, Hash256? Next);

/// <summary>An account after a block.</summary>
/// <param name="Address">Its address.</param>
/// <param name="AddressHash">Keccak-256 of the address.</param>
/// <param name="Block">The block.</param>
/// <param name="Exists">Whether it existed.</param>
/// <param name="Account">What it was; empty when it did not exist.</param>
internal sealed record StateReport(Address Address, Hash256 AddressHash, StageCheckpoint Block, bool Exists, Account Account) : IReport
{
    /// <summary>The code; null when it was not asked for.</summary>
    public ReadOnlyMemory<byte>? Code { get; init; }

    /// <summary>What proves the account and the slots that were asked for one by one; null when it was not asked for.</summary>
    public AccountProof? Proof { get; init; }

    /// <summary>The slots that were asked for one by one.</summary>
    public IReadOnlyList<StateSlot> Asked { get; init; } = [];

    /// <summary>The slots that were found; null when they were not asked for.</summary>
    public StateSlots? Slots { get; init; }

    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("address", Address.ToString());
        json.WriteString("addressHash", AddressHash.ToString());
        json.WriteStartObject("block");
        json.WriteNumber("number", Block.Number.Value);
        json.WriteString("hash", Block.Hash.ToString());
        json.WriteEndObject();
        json.WriteBoolean("exists", Exists);
        json.WriteString("balance", Account.Balance.ToString());
        json.WriteNumber("nonce", Account.Nonce);
        json.WriteString("codeHash", Account.CodeHash.ToString());
        if (Code is { } code)
        {
            json.WriteString("code", HexText.Encode(code.Span));
        }
        WriteSlots(json, "slots", Asked);
        if (Slots is not null)
        {
            WriteSlots(json, "storage", Slots.Found);
            json.WriteString("next", Slots.Next?.ToString());
        }
        if (Proof is not null)
        {
            WriteProof(json, Proof);
        }
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteText(Terminal terminal)
    {
        TextWriter text = terminal.Out;
        text.WriteLine($"account    {Address}{(Exists ? "" : "  does not exist")}");
        text.WriteLine($"block      {Block.Number} {Block.Hash}");
        text.WriteLine($"balance    {Account.Balance} wei");
        text.WriteLine($"nonce      {Account.Nonce}");
        text.WriteLine($"code hash  {(Account.HasCode ? Account.CodeHash.ToString() : "no code")}");
        if (Code is { } code && Account.HasCode)
        {
            text.WriteLine($"code       {HexText.Encode(code.Span)}");
        }
        foreach (StateSlot slot in Asked)
        {
            text.WriteLine($"slot       {slot.Slot?.ToHexText()}  {slot.Value.ToHexText()}");
        }
        if (Proof is not null)
        {
            WriteProof(text, Proof);
        }
        if (Slots is null)
        {
            return;
        }
        foreach (StateSlot slot in Slots.Found)
        {
            text.WriteLine($"{slot.SlotHash}  {slot.Value.ToHexText()}");
        }
        if (Slots.Next is { } next)
        {
            terminal.Error.WriteLine($"there is more: --from {next}");
        }
        else if (Slots.Found.Count == 0)
        {
            text.WriteLine("no slot from there on that is not zero");
        }
    }

    /// <summary>The fields of EIP-1186 that the rest of the report does not have.</summary>
    private static void WriteProof(Utf8JsonWriter json, AccountProof proof)
    {
        json.WriteString("storageHash", proof.StorageRoot.ToString());
        WriteNodes(json, "accountProof", proof.Nodes);
        json.WriteStartArray("storageProof");
        foreach (SlotProof slot in proof.Slots)
        {
            json.WriteStartObject();
            json.WriteString("key", slot.Slot.ToHexText());
            json.WriteString("value", slot.Value.ToHexText());
            WriteNodes(json, "proof", slot.Nodes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteNodes(Utf8JsonWriter json, string name, IReadOnlyList<byte[]> nodes)
    {
        json.WriteStartArray(name);
        foreach (byte[] node in nodes)
        {
            json.WriteStringValue(HexText.Encode(node));
        }
        json.WriteEndArray();
    }

    private static void WriteProof(TextWriter text, AccountProof proof)
    {
        text.WriteLine($"storage    {proof.StorageRoot}");
        WriteNodes(text, "proof of the account", proof.Nodes);
        foreach (SlotProof slot in proof.Slots)
        {
            WriteNodes(text, $"proof of slot {slot.Slot.ToHexText()}", slot.Nodes);
        }
    }

    private static void WriteNodes(TextWriter text, string what, IReadOnlyList<byte[]> nodes)
    {
        text.WriteLine($"{what}: {nodes.Count} nodes, the root first");
        foreach (byte[] node in nodes)
        {
            text.WriteLine($"  {HexText.Encode(node)}");
        }
    }

    private static void WriteSlots(Utf8JsonWriter json, string name, IReadOnlyList<StateSlot> slots)
    {
        json.WriteStartArray(name);
        foreach (StateSlot slot in slots)
        {
            json.WriteStartObject();
            if (slot.Slot is { } number)
            {
                json.WriteString("slot", number.ToHexText());
            }
            json.WriteString("slotHash", slot.SlotHash.ToString());
            json.WriteString("value", slot.Value.ToHexText());
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
