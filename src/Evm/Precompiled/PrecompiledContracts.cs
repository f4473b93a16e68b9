using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>The precompiled contracts: which address runs which, in which fork, at what price.</summary>
public static unsafe class PrecompiledContracts
{
    // csharpier-ignore
    private static readonly PrecompiledContract[] Rows =
    [
        //  address since              gas                    run                    source
        new(0x01,  Fork.Frontier,       &PrecompileGas.Recover,   &Hashes.Recover,           "YP appendix E.1"),
        new(0x02,  Fork.Frontier,       &PrecompileGas.Sha256,    &Hashes.Sha256,            "YP appendix E.1"),
        new(0x03,  Fork.Frontier,       &PrecompileGas.Ripemd160, &Hashes.Ripemd160,         "YP appendix E.1"),
        new(0x04,  Fork.Frontier,       &PrecompileGas.Identity,  &Hashes.Identity,          "YP appendix E.1"),
        new(0x05,  Fork.Byzantium,      &ModularPower.Gas,        &ModularPower.Run,         "EIP-198, 2565, 7823, 7883"),
        new(0x06,  Fork.Byzantium,      &PrecompileGas.BnAdd,     &CurveContracts.BnAdd,     "EIP-196, 1108"),
        new(0x07,  Fork.Byzantium,      &PrecompileGas.BnMul,     &CurveContracts.BnMul,     "EIP-196, 1108"),
        new(0x08,  Fork.Byzantium,      &PrecompileGas.BnPairing, &CurveContracts.BnPairing, "EIP-197, 1108"),
        new(0x09,  Fork.Istanbul,       &Blake2F.Gas,             &Blake2F.Run,              "EIP-152"),
        new(0x0a,  Fork.Cancun,         &PrecompileGas.Kzg,       &CurveContracts.Kzg,       "EIP-4844"),
        new(0x0b,  Fork.Prague,         &PrecompileGas.BlsAddG1,  &CurveContracts.BlsAddG1,  "EIP-2537"),
        new(0x0c,  Fork.Prague,         &PrecompileGas.BlsMsmG1,  &CurveContracts.BlsMsmG1,  "EIP-2537"),
        new(0x0d,  Fork.Prague,         &PrecompileGas.BlsAddG2,  &CurveContracts.BlsAddG2,  "EIP-2537"),
        new(0x0e,  Fork.Prague,         &PrecompileGas.BlsMsmG2,  &CurveContracts.BlsMsmG2,  "EIP-2537"),
        new(0x0f,  Fork.Prague,         &PrecompileGas.BlsPairing,&CurveContracts.BlsPairing,"EIP-2537"),
        new(0x10,  Fork.Prague,         &PrecompileGas.BlsMapG1,  &CurveContracts.BlsMapG1,  "EIP-2537"),
        new(0x11,  Fork.Prague,         &PrecompileGas.BlsMapG2,  &CurveContracts.BlsMapG2,  "EIP-2537"),
        new(0x100, Fork.Osaka,          &PrecompileGas.P256,      &CurveContracts.P256,      "EIP-7951"),
    ];

    /// <summary>Addresses of the contracts that a fork has: they are warm from the start (EIP-2929).</summary>
    public static IEnumerable<Address> AddressesOf(Fork fork)
    {
        foreach (PrecompiledContract row in Rows)
        {
            if (row.Since <= fork)
            {
                yield return AddressOf(row.Number);
            }
        }
    }

    /// <summary>Whether calls to an address run a precompiled contract.</summary>
    public static bool IsPrecompile(in Address address, Fork fork) => Find(address, fork) >= 0;

    /// <summary>Runs the contract at an address.</summary>
    /// <param name="address">The address; <see cref="IsPrecompile"/> said yes.</param>
    /// <param name="fork">The block's rule set.</param>
    /// <param name="input">Call data of any length.</param>
    /// <param name="gasLimit">Gas that the call may use.</param>
    /// <returns>Success with the output, or a failure that takes all gas.</returns>
    public static CallResult Run(in Address address, Fork fork, ReadOnlySpan<byte> input, ulong gasLimit)
    {
        int index = Find(address, fork);
        Invariant.Holds(index >= 0, "only addresses of precompiled contracts get here");
        PrecompiledContract contract = Rows[index];
        ulong price = contract.Gas(input, fork);
        if (price > gasLimit)
        {
            return CallResult.Failed(ExitCode.OutOfGas);
        }
        byte[]? output = contract.Run(input, fork);
        return output is null
            ? CallResult.Failed(ExitCode.PrecompileFailed)
            : new CallResult
            {
                ExitCode = ExitCode.Success,
                GasLeft = gasLimit - price,
                Output = output,
            };
    }

    private static int Find(in Address address, Fork fork)
    {
        ReadOnlySpan<byte> bytes = address.Bytes;
        if (bytes[..^2].ContainsAnyExcept((byte)0))
        {
            return -1;
        }
        int number = (bytes[^2] << 8) | bytes[^1];
        int index = number == 0x100 ? Rows.Length - 1 : number - 1;
        return (uint)index < (uint)Rows.Length && Rows[index].Number == number && Rows[index].Since <= fork ? index : -1;
    }

    private static Address AddressOf(int number)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        bytes.Clear();
        bytes[^2] = (byte)(number >> 8);
        bytes[^1] = (byte)number;
        return new Address(bytes);
    }
}
