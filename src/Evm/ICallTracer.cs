using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>Watches calls and creations as the host makes them, for call traces: also those that no code runs in.</summary>
/// <remarks>
/// <see cref="ITracer"/> sees instructions, and so only frames that run code, before the deployment of what they return. Here come
/// calls to accounts without code and to precompiled contracts too, calls that are refused for their depth or for want of balance,
/// and creations with what became of their code. Every <see cref="Enter"/> has its <see cref="Exit"/>, nested as the calls are.
/// </remarks>
public interface ICallTracer
{
    /// <summary>A call or creation begins.</summary>
    /// <param name="message">
    /// What it starts with; a creation has its new address. Who calls is <see cref="CallMessage.Caller"/>, but for
    /// <see cref="CallKind.DelegateCall"/> it is <see cref="CallMessage.Address"/>, whose caller and value it goes on with. The called
    /// one is <see cref="CallMessage.Address"/>, but <see cref="CallMessage.CodeAddress"/> for that kind and for
    /// <see cref="CallKind.CallCode"/>.
    /// </param>
    void Enter(in CallMessage message);

    /// <summary>The call or creation that began last ended.</summary>
    /// <param name="result">How; the gas that it used is its limit less what is left. The output is valid during the call.</param>
    void Exit(in CallResult result);

    /// <summary>SELFDESTRUCT in the call that runs.</summary>
    /// <param name="account">The account.</param>
    /// <param name="beneficiary">Who takes its balance.</param>
    /// <param name="balanceWei">What it held, in wei.</param>
    void SelfDestruct(in Address account, in Address beneficiary, in UInt256 balanceWei);
}
