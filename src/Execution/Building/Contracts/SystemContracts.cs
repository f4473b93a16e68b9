using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>The contracts that the protocol calls or listens to, as accounts of a generated chain's genesis.</summary>
internal static class SystemContracts
{
    /// <summary>Runtime code of EIP-4788, "Bytecode": roots of beacon blocks by timestamp.</summary>
    private const string BeaconRootsCode =
        "0x3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560495762001fff810690815414603c575f5ffd5b62001f"
        + "ff01545f5260205ff35b5f5ffd5b62001fff42064281555f359062001fff015500";

    /// <summary>Runtime code of EIP-2935, "Bytecode": hashes of recent blocks.</summary>
    private const string BlockHashesCode =
        "0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff81430311604257611fff9006545f5260205f"
        + "f35b5f5ffd5b5f35611fff60014303065500";

    /// <summary>Runtime code of EIP-7002, "Bytecode": withdrawals that contracts ask for.</summary>
    private const string WithdrawalRequestsCode =
        "0x3373fffffffffffffffffffffffffffffffffffffffe1460cb5760115f54807fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
        + "146101f457600182026001905f5b5f82111560685781019083028483029004916001019190604d565b909390049250505036603814608857366101f457346101f457"
        + "5f5260205ff35b34106101f457600154600101600155600354806003026004013381556001015f35815560010160203590553360601b5f5260385f601437604c5fa0"
        + "600101600355005b6003546002548082038060101160df575060105b5f5b8181146101835782810160030260040181604c02815460601b8152601401816001015481"
        + "526020019060020154807fffffffffffffffffffffffffffffffff00000000000000000000000000000000168252906010019060401c908160381c81600701538160"
        + "301c81600601538160281c81600501538160201c81600401538160181c81600301538160101c81600201538160081c81600101535360010160e1565b910180921461"
        + "019557906002556101a0565b90505f6002555f6003555b5f54807fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff14156101cd5750"
        + "5f5b6001546002828201116101e25750505f6101e8565b01600290035b5f555f600155604c025ff35b5f5ffd";

    /// <summary>Runtime code of EIP-7251, "Bytecode": validators that shall become one.</summary>
    private const string ConsolidationRequestsCode =
        "0x3373fffffffffffffffffffffffffffffffffffffffe1460d35760115f54807fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
        + "1461019a57600182026001905f5b5f82111560685781019083028483029004916001019190604d565b9093900492505050366060146088573661019a573461019a57"
        + "5f5260205ff35b341061019a57600154600101600155600354806004026004013381556001015f358155600101602035815560010160403590553360601b5f526060"
        + "5f60143760745fa0600101600355005b6003546002548082038060021160e7575060025b5f5b8181146101295782810160040260040181607402815460601b815260"
        + "140181600101548152602001816002015481526020019060030154905260010160e9565b910180921461013b5790600255610146565b90505f6002555f6003555b5f"
        + "54807fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff141561017357505f5b6001546001828201116101885750505f61018e565b01"
        + "600190035b5f555f6001556074025ff35b5f5ffd";

    /// <summary>All of them; on a chain that has not come to their fork they are contracts like others.</summary>
    /// <param name="spec">Names the deposit contract, which here is <see cref="Programs.DepositContract"/>.</param>
    public static GenesisAccount[] Accounts(ChainSpec spec) =>
        [
            Account(SystemCalls.BeaconRoots, BeaconRootsCode),
            Account(SystemCalls.BlockHashes, BlockHashesCode),
            Account(SystemCalls.WithdrawalRequests, WithdrawalRequestsCode),
            Account(SystemCalls.ConsolidationRequests, ConsolidationRequestsCode),
            new(spec.DepositContract, 0) { Nonce = 1, Code = Programs.DepositContract() },
        ];

    private static GenesisAccount Account(in Address address, string code) => new(address, 0) { Nonce = 1, Code = HexText.Decode(code) };
}
