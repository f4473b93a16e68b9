using System.Runtime.ExceptionServices;

namespace NodeProto.Execution;

/// <summary>
/// Threads whose native stack holds the deepest nest of calls. Calls nest on the native stack, at most 1024 deep (yellow paper
/// §9.4.2), which the usual stack need not hold.
/// </summary>
/// <remarks>
/// The code of a transaction runs on such a thread always: where it does not stand on one, it starts one. Who executes many
/// transactions goes onto one for all of them.
/// </remarks>
public static class DeepStack
{
    /// <summary>
    /// Size of the stack, reserved and not occupied. A level takes at most 3.9 KiB of it, 8.4 KiB when the program is built without
    /// optimisation (measured in 2026 for each kind of call), so 1024 levels and a pairing below them fill a quarter or a half.
    /// </summary>
    public const int StackBytes = 16 << 20;

    [ThreadStatic]
    private static bool t_isHere;

    /// <summary>Whether the running thread has the stack.</summary>
    public static bool IsHere => t_isHere;

    /// <summary>Runs a function where the stack is: here, or on a thread that is started for it and waited for.</summary>
    /// <typeparam name="T">What it returns.</typeparam>
    /// <param name="function">The function; what it throws comes through.</param>
    public static T Run<T>(Func<T> function)
    {
        if (t_isHere)
        {
            return function();
        }
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(
            () =>
            {
                t_isHere = true;
                try
                {
                    result = function();
                }
#pragma warning disable CA1031 // A thread's root: the failure goes on in the thread that waits.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
            },
            StackBytes
        )
        {
            IsBackground = true,
            Name = "execution",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }
}
