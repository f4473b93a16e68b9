using System.Runtime.ExceptionServices;
using NodeProto.Db;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>A piece of work that any thread may do, and whose result one thread waits for.</summary>
internal abstract class Piece
{
    /// <summary>Whether it has run, well or badly.</summary>
    public bool IsDone { get; set; }

    /// <summary>What went wrong.</summary>
    public Exception? Error { get; set; }

    /// <summary>Does the work.</summary>
    public abstract void Run(PieceWorker worker);
}

/// <summary>What one thread works with.</summary>
internal sealed class PieceWorker(IReadTransaction view)
{
    /// <summary>Reads what the transaction sees.</summary>
    public IReadTransaction View { get; } = view;

    /// <summary>Makes nodes.</summary>
    public TrieComposer Composer => field ??= new TrieComposer();

    /// <summary>Updates stored tries.</summary>
    public TrieUpdater Updater => field ??= new TrieUpdater();
}

/// <summary>Threads that do pieces in the order in which they were handed over.</summary>
/// <remarks>
/// One thread hands over, waits and disposes. It bounds how much is under way by how much it hands over, and takes the results in
/// an order of its own, so that they do not depend on the threads.
/// </remarks>
internal sealed class PieceWorkers : IDisposable
{
    private readonly object _gate = new();
    private readonly LinkedList<Piece> _waiting = [];
    private readonly Thread[] _threads;
    private readonly IReadTransaction[] _views;
    private bool _isEnding;

    /// <summary>Starts the threads, each with a view of the transaction.</summary>
    public PieceWorkers(IReadTransaction tx, int threads)
    {
        _threads = new Thread[threads];
        _views = new IReadTransaction[threads];
        for (int i = 0; i < threads; i++)
        {
            PieceWorker worker = new(_views[i] = tx.OpenView());
            _threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"state root {i}" };
        }
        foreach (Thread thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>Pieces to have under way so that no thread waits while results are taken.</summary>
    public int Depth => (2 * _threads.Length) + 1;

    /// <summary>Hands a piece over.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="isNext">Whether it comes before those that wait.</param>
    public void Add(Piece piece, bool isNext = false)
    {
        lock (_gate)
        {
            _ = isNext ? _waiting.AddFirst(piece) : _waiting.AddLast(piece);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Takes a piece back, unless a thread has begun it.</summary>
    public void Drop(Piece piece)
    {
        lock (_gate)
        {
            _waiting.Remove(piece);
        }
    }

    /// <summary>Waits for a piece; throws what its thread threw.</summary>
    public void Wait(Piece piece)
    {
        lock (_gate)
        {
            while (!piece.IsDone)
            {
                Monitor.Wait(_gate);
            }
        }
        if (piece.Error is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }
    }

    /// <summary>Ends the threads once their piece is done.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isEnding = true;
            _waiting.Clear();
            Monitor.PulseAll(_gate);
        }
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
        foreach (IReadTransaction view in _views)
        {
            view.Dispose();
        }
    }

    private void Work(PieceWorker worker)
    {
        while (Take() is { } piece)
        {
            try
            {
                piece.Run(worker);
            }
#pragma warning disable CA1031 // A thread's root: the one that waits for the piece throws it on.
            catch (Exception error)
#pragma warning restore CA1031
            {
                piece.Error = error;
            }
            lock (_gate)
            {
                piece.IsDone = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private Piece? Take()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_isEnding)
            {
                Monitor.Wait(_gate);
            }
            if (_isEnding)
            {
                return null;
            }
            Piece piece = _waiting.First!.Value;
            _waiting.RemoveFirst();
            return piece;
        }
    }
}
