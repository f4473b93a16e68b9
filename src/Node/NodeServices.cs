using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Commands;
using NodeProto.Node.Observing;
using NodeProto.Node.Output;
using NodeProto.Node.Watching;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node;

/// <summary>The one place that wires the node: chain, database, stages, pipeline. Every command starts here.</summary>
internal sealed class NodeServices : IDisposable
{
    private readonly DataDirectory _directory;

    private NodeServices(DataDirectory directory, Genesis genesis, bool isNew)
    {
        _directory = directory;
        Database = directory.Database;
        Genesis = genesis;
        IsNew = isNew;
    }

    /// <summary>The chain.</summary>
    public Genesis Genesis { get; }

    /// <summary>The rows.</summary>
    public IDatabase Database { get; private set; }

    /// <summary>Whether the rows are gone when the process ends.</summary>
    public bool IsInMemory => _directory.Path.Length == 0;

    /// <summary>The data directory, for messages.</summary>
    public string Place => IsInMemory ? "memory" : _directory.Path;

    /// <summary>Whether somebody else writes to the directory now, or was killed while writing.</summary>
    public bool MayHaveWriter => _directory.MayHaveWriter;

    /// <summary>The disk that it lies on.</summary>
    public DataDisk Disk => new(_directory.Path);

    /// <summary>Whether this start wrote the genesis.</summary>
    public bool IsNew { get; }

    /// <summary>Opens the database as its one writer.</summary>
    /// <param name="session">What the command line says.</param>
    /// <param name="mayInitialise">Whether a directory that is missing is made, from <c>--chain</c>.</param>
    public static NodeServices OpenForWriting(Session session, bool mayInitialise)
    {
        NodeServices node = OpenAsItIs(session, mayInitialise);
        long delay = RunSettings.CommitDelay.Of(session.Parsed);
        if (delay > 0)
        {
            session.Log.Warning("every commit takes {seconds} s longer: --db.commit-delay-seconds", new NamedValue("seconds", delay));
            node.Database = new FaultyDatabase(node.Database)
            {
                OnCommit = () => session.Stop.WaitHandle.WaitOne(TimeSpan.FromSeconds(delay)), // A stop does not wait for it.
            };
        }
        return node;
    }

    private static NodeServices OpenAsItIs(Session session, bool mayInitialise)
    {
        if (session.Backend == Backend.Memory)
        {
            return CreateInMemory(ChainAskedFor(session), session.Time);
        }
        (string path, Genesis? asked) = Locate(session);
        DatabaseOptions options = OptionsOf() with { Sync = RunSettings.Sync.Of(session.Parsed) };
        RunSettings.Options(session.Parsed); // What the memory cannot hold is refused before a directory is made.
        if (!mayInitialise || DataDirectory.Exists(path))
        {
            // An initialisation that was killed in its middle left a directory that needs the rest of it, and so its genesis.
            if (!mayInitialise || asked is null)
            {
                DataDirectory existing = DataDirectory.OpenForWriting(path, options, asked is null ? null : IdentityOf(asked));
                return Opened(existing, asked);
            }
        }
        return OpenOrCreate(path, asked ?? ChainAskedFor(session), options, session.Time);
    }

    /// <summary>Opens a data directory as its one writer, or makes it, for a chain that is at hand.</summary>
    public static NodeServices OpenOrCreate(string path, Genesis chain, DatabaseOptions options, TimeProvider time)
    {
        bool isNew = false;
        DataDirectory directory = DataDirectory.OpenOrCreate(
            path,
            IdentityOf(chain),
            options,
            tx =>
            {
                isNew = true;
                WriteGenesis(tx, chain);
            },
            time
        );
        return new NodeServices(directory, chain, isNew);
    }

    /// <summary>A database in memory that holds a chain's genesis.</summary>
    public static NodeServices CreateInMemory(Genesis chain, TimeProvider time)
    {
        DataDirectory memory = DataDirectory.CreateInMemory(IdentityOf(chain), tx => WriteGenesis(tx, chain), time);
        return new NodeServices(memory, chain, isNew: true);
    }

    /// <summary>Opens the database as it is now, beside its writer if there is one.</summary>
    public static NodeServices OpenForReading(Session session)
    {
        RequireDirectory(session);
        (string path, Genesis? asked) = Locate(session);
        return Opened(DataDirectory.OpenForReading(path, OptionsOf(), asked is null ? null : IdentityOf(asked)), asked);
    }

    /// <summary>The same, or null when there is no data directory and none was named.</summary>
    public static NodeServices? OpenForReadingIfThere(Session session)
    {
        if (session.Backend == Backend.Memory || (session.DataDirectory is null && !DataDirectory.Exists(Locate(session).Path)))
        {
            return null;
        }
        return OpenForReading(session);
    }

    /// <summary>The data directory that the command line means, whether it is there or not.</summary>
    public static string DirectoryOf(Session session) => Locate(session).Path;

    /// <summary>The chain that <c>--chain</c> names, or mainnet.</summary>
    public static Genesis ChainAskedFor(Session session) => ChainChoice.Load(session.Chain ?? ChainChoice.Default, session.Log);

    /// <summary>Refuses a command that would find or leave nothing in memory.</summary>
    /// <exception cref="NodeException">The memory backend was asked for.</exception>
    public static void RequireDirectory(Session session)
    {
        if (session.Backend == Backend.Memory)
        {
            throw new NodeException(
                NodeErrorCode.NeedsDataDirectory,
                "this command works on a data directory, and with --db memory there is none: it would begin and end empty",
                CommandPath.Of(session.Parsed.CommandResult.Command),
                "Leave out --db memory. `nodeproto import --db memory` shows all it has before it ends; --checksum adds the checksum"
            );
        }
    }

    /// <summary>Whether proof of work is verified: as <c>--verify-pow</c> says, else as the chain is sealed by it or not.</summary>
    public bool VerifiesProofOfWork(Session session) =>
        RunSettings.VerifyPow.Of(session.Parsed) ?? ChainChoice.IsSealedByDefault(session.Chain, Genesis);

    /// <summary>The stages over a source, and the pipeline that drives them.</summary>
    public Pipeline CreatePipeline(Session session, IHeaderSource headers, IBodySource bodies, IPipelineObserver observer)
    {
        StateRootOptions roots = new() { Checks = RunSettings.CheckRoots.Of(session.Parsed) };
        EthashCaches? ethash = VerifiesProofOfWork(session) ? new EthashCaches() : null;
        DiskGuard? guard = RunSettings.GuardOf(session.Parsed, Disk, session.Time);
        PipelineOptions options = RunSettings.Options(session.Parsed) with { Disk = guard };
        StageSet stages = AllStages.Create(Genesis.Spec, headers, bodies, roots, ethash, memory: options.Memory);
        return new Pipeline(Database, stages, options, session.Time, observer);
    }

    /// <summary>The same for a command without options of its own about stages: default checks, no proof of work.</summary>
    public Pipeline CreatePlainPipeline(
        PipelineOptions options,
        TimeProvider time,
        IHeaderSource headers,
        IBodySource bodies,
        IPipelineObserver observer
    ) => new(Database, AllStages.Create(Genesis.Spec, headers, bodies), options, time, observer);

    /// <summary>The watch over the stages as they stand; for <see cref="CreatePipeline"/>, and for everyone who shows what happens.</summary>
    public PipelineWatch Watch(Session session)
    {
        PipelineWatch watch = new(session.Time, [.. AllStages.Create(Genesis.Spec).Stages.Select(stage => (stage.Id, stage.Unit))]);
        using IReadTransaction tx = Database.BeginRead();
        watch.Begin(tx);
        return watch;
    }

    /// <summary>The head: the last stage's checkpoint.</summary>
    public StageCheckpoint Head
    {
        get
        {
            using IReadTransaction tx = Database.BeginRead();
            return CheckpointStore.Read(tx, AllStages.Order[^1]);
        }
    }

    /// <summary>Last block whose rows a stage has written.</summary>
    public BlockNumber CheckpointOf(StageId stage) => CheckpointAt(stage).Number;

    /// <summary>The same with its hash.</summary>
    public StageCheckpoint CheckpointAt(StageId stage)
    {
        using IReadTransaction tx = Database.BeginRead();
        return CheckpointStore.Read(tx, stage);
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    private static void WriteGenesis(IWriteTransaction tx, Genesis genesis) =>
        GenesisWriter.Write(tx, AllStages.Create(genesis.Spec).Stages, genesis);

    /// <summary>Caches and buffers for the memory that there is.</summary>
    private static DatabaseOptions OptionsOf()
    {
        DatabaseOptions whole = new();
        return whole with
        {
            CacheBytes = MachineLimits.Scaled(whole.CacheBytes),
            WriteBufferBytes = MachineLimits.Scaled(whole.WriteBufferBytes),
        };
    }

    private static DataIdentity IdentityOf(Genesis genesis) => new(genesis.Spec.ChainId, genesis.Hash, GenesisFile.Write(genesis));

    /// <summary>The directory that was named, or the default one of the chain that was named, or of mainnet.</summary>
    private static (string Path, Genesis? Asked) Locate(Session session)
    {
        Genesis? asked = session.Chain is null ? null : ChainAskedFor(session);
        return (Path.GetFullPath(session.DataDirectory ?? ChainChoice.DefaultDirectory(asked ?? ChainAskedFor(session))), asked);
    }

    private static NodeServices Opened(DataDirectory directory, Genesis? asked)
    {
        try
        {
            return new NodeServices(directory, asked ?? GenesisFile.Parse(directory.Identity.Genesis, "genesis.json"), isNew: false);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }
}
