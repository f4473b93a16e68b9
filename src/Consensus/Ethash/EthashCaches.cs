namespace NodeProto.Consensus;

/// <summary>The caches of the epochs in use, made when first asked for and shared by all threads. Holds two at most.</summary>
/// <remarks>Two, since blocks around an epoch's first need both sides of it; a third would cost up to 82 MiB and be of no use.</remarks>
public sealed class EthashCaches
{
    /// <summary>Most caches that are held; one more may live until the threads that use it are done.</summary>
    public const int CachesMax = 2;

    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = []; // The one that was used last stands last.
    private readonly Func<EthashEpoch, EthashCache> _create;

    /// <summary>Holds nothing yet.</summary>
    public EthashCaches()
        : this(EthashCache.Create) { }

    internal EthashCaches(Func<EthashEpoch, EthashCache> create) => _create = create;

    /// <summary>The cache of an epoch; a thread that asks while another one makes it waits.</summary>
    public EthashCache Get(EthashEpoch epoch) => Find(epoch).Cache.Value;

    /// <summary>Makes the cache of an epoch on another thread, so that it is at hand when it is needed.</summary>
    public void Prepare(EthashEpoch epoch)
    {
        Entry entry = Find(epoch);
        if (!entry.Cache.IsValueCreated && Interlocked.Exchange(ref entry.IsBeingPrepared, true) is false)
        {
            _ = Task.Run(() => entry.Cache.Value); // Whoever asks for the cache gets its failure, too.
        }
    }

    /// <summary>The epochs whose caches are held, the one that was used last at the end.</summary>
    internal IReadOnlyList<EthashEpoch> Epochs
    {
        get
        {
            lock (_lock)
            {
                return _entries.ConvertAll(entry => entry.Epoch);
            }
        }
    }

    private Entry Find(EthashEpoch epoch)
    {
        lock (_lock)
        {
            int index = _entries.FindIndex(entry => entry.Epoch == epoch);
            Entry found = index >= 0 ? _entries[index] : new Entry(epoch, _create);
            if (index >= 0)
            {
                _entries.RemoveAt(index);
            }
            else if (_entries.Count == CachesMax)
            {
                _entries.RemoveAt(0);
            }
            _entries.Add(found);
            return found;
        }
    }

    private sealed class Entry(EthashEpoch epoch, Func<EthashEpoch, EthashCache> create)
    {
        public bool IsBeingPrepared;

        public EthashEpoch Epoch { get; } = epoch;

        public Lazy<EthashCache> Cache { get; } = new(() => create(epoch));
    }
}
