using NodeProto.Consensus;
using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Signed permissions to run another account's code (EIP-7702).</summary>
internal static class Authorizations
{
    /// <summary>What an authorization costs less when its account exists already: PER_EMPTY_ACCOUNT_COST - PER_AUTH_BASE_COST.</summary>
    private const long ExistingAccountRefund = 12_500;

    /// <summary>Applies a transaction's authorizations in order; one that does not hold is passed over. Returns the refund.</summary>
    /// <param name="world">The state, after the sender's nonce was raised.</param>
    /// <param name="authorizations">The transaction's list.</param>
    /// <param name="chainId">This chain.</param>
    public static long Apply(WorldState world, IReadOnlyList<Authorization> authorizations, ulong chainId)
    {
        long refund = 0;
        for (int i = 0; i < authorizations.Count; i++)
        {
            refund += Apply(world, authorizations[i], chainId);
        }
        return refund;
    }

    private static long Apply(WorldState world, Authorization authorization, ulong chainId)
    {
        if (
            (!authorization.ChainId.IsZero && authorization.ChainId != chainId)
            || authorization.Nonce == ulong.MaxValue
            || authorization.YParity > 1
            || authorization.S > TransactionRules.CurveOrderHalf
            || !Secp256k1.TryRecover(
                authorization.SigningHash(),
                authorization.R,
                authorization.S,
                authorization.YParity,
                out Address authority
            )
        )
        {
            return 0;
        }
        int account = world.Open(authority);
        world.Warm(account);
        if (world[account].HasCode && !Delegation.TryRead(world.GetCode(account).Span, out _))
        {
            return 0;
        }
        if (world[account].Nonce != authorization.Nonce)
        {
            return 0;
        }
        long refund = world.Exists(account) ? ExistingAccountRefund : 0;
        world.SetCode(account, authorization.Address.IsZero ? default : Delegation.To(authorization.Address));
        world.SetNonce(account, authorization.Nonce + 1);
        return refund;
    }
}
