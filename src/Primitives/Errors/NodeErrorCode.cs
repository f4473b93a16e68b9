namespace NodeProto.Primitives;

/// <summary>Stable codes of every error that a person sees; <c>docs/errors.md</c> lists cause and remedy. Never reused.</summary>
/// <remarks>1xxx configuration and usage, 2xxx chain data, 3xxx database, 4xxx network, 5xxx RPC. 2100 to 2499 are the rules of <c>InvalidBlockReason</c>.</remarks>
public enum NodeErrorCode
{
    /// <summary>No code.</summary>
    None = 0,

    /// <summary>
    /// The program met something that it does not foresee. Cause: a bug. Remedy: start again with <c>--log-level debug</c> and
    /// report the stack trace.
    /// </summary>
    InternalError = 1000,

    /// <summary>
    /// The command line has an unknown option or command, or lacks something. Cause: a typing error, or another version's options.
    /// Remedy: the message lists what is allowed; <c>--help</c> explains it.
    /// </summary>
    CommandLineInvalid = 1001,

    /// <summary>
    /// An option, an environment variable or a line of the configuration file holds a value that it cannot have. Cause: a typing error.
    /// Remedy: the message names the option, variable or line and the values it can have.
    /// </summary>
    SettingInvalid = 1002,

    /// <summary>
    /// The command works on a data directory and <c>--db memory</c> has none. Cause: rows in memory are gone when a command ends, so this
    /// one would find nothing. Remedy: leave out <c>--db memory</c>, or use <c>import</c>, which shows its results before it ends.
    /// </summary>
    NeedsDataDirectory = 1003,

    /// <summary>
    /// A command was interrupted before it had a result; what was committed before is kept. Cause: Ctrl-C or SIGTERM. Remedy: start it
    /// again.
    /// </summary>
    Interrupted = 1004,

    /// <summary>
    /// The table has no row with the key that was asked for. Cause: the chain or the stage has not come so far, or the key is another
    /// one. Remedy: <c>nodeproto db list</c> shows the keys that are there, <c>nodeproto stage list</c> how far the stages are.
    /// </summary>
    RowMissing = 1005,

    /// <summary>
    /// The program needs more memory than it may have. Cause: <c>evm run</c> with more gas than any block has, which memory would have to
    /// be bought with; or too little memory for what one commit gathers. Remedy: less <c>--gas</c>; or smaller commits
    /// (<c>--commit-blocks</c>), or more memory.
    /// </summary>
    MemoryExhausted = 1006,

    /// <summary>
    /// No node runs on the data directory. Cause: it was stopped or killed, or has another directory. Remedy: start one with
    /// <c>nodeproto node</c>; <c>nodeproto stage list</c> shows what is stored.
    /// </summary>
    NodeNotRunning = 1007,

    /// <summary>
    /// A node cannot be asked how it is. Cause: it was started without <c>--metrics</c>, or it has another address. Remedy: start it with
    /// <c>--metrics 127.0.0.1:9464</c>, or name its address; <c>nodeproto stage list</c> shows what is stored.
    /// </summary>
    NodeNotAsked = 1008,

    /// <summary>
    /// Cause: the state of a block is asked for that is not executed yet. Remedy: name a block at or below the checkpoint of the stage
    /// execution, which <c>stage list</c> shows.
    /// </summary>
    StateAhead = 1009,

    /// <summary>
    /// The genesis file cannot be read. Cause: it does not exist, may not be read, is empty, has more than 64 MiB, or is no regular file: a
    /// folder, a pipe. Remedy: give a readable file, or the name of a built-in chain; write to a file first what comes out of a pipe.
    /// </summary>
    GenesisFileUnreadable = 1101,

    /// <summary>The genesis file is not JSON. Cause: a truncated or another file. Remedy: correct it at the line that the error names.</summary>
    GenesisFileNotJson = 1102,

    /// <summary>
    /// The genesis file lacks a key that it must have: <c>config</c> with <c>chainId</c>, <c>difficulty</c>, <c>gasLimit</c>,
    /// <c>alloc</c>, or the blob parameters of a fork that changes nothing else. Remedy: add the key.
    /// </summary>
    GenesisKeyMissing = 1103,

    /// <summary>
    /// A value in the genesis file is of the wrong kind or too large. Remedy: write what the error allows at the JSON path that it names.
    /// </summary>
    GenesisValueBad = 1104,

    /// <summary>
    /// The forks in the genesis file contradict each other. Cause: a fork begins before an earlier one, or an earlier one is missing.
    /// Remedy: give each fork a start, in the order of the forks; forks that only delay the difficulty bomb may be left out.
    /// </summary>
    GenesisForksContradict = 1105,

    /// <summary>
    /// The genesis file asks for rules that NodeProto does not have, such as proof of authority. Remedy: none; run that chain with
    /// another client.
    /// </summary>
    GenesisNotSupported = 1106,

    /// <summary>
    /// A command would write a file where there is one already, or a folder; it wrote nothing. Cause: it was run before, or the name is
    /// wrong. Remedy: name another place, or replace what is there with <c>--force</c>.
    /// </summary>
    OutputExists = 1201,

    /// <summary>
    /// Cause: a chain file is not there, may not be read, is empty, or is no regular file: a folder, a pipe. Remedy: correct path or
    /// permissions. A named pipe and an empty file that others append to can be followed: <c>nodeproto node --source</c>.
    /// </summary>
    ChainFileUnreadable = 1401,

    /// <summary>
    /// The configuration file cannot be read. Cause: it does not exist, is a folder, may not be read, is empty, has more than a
    /// megabyte, or is no regular file: a pipe, a device.
    /// Remedy: correct <c>--config</c>, <c>NODEPROTO_CONFIG</c> or the permissions; <c>nodeproto.json</c> in the data directory may be
    /// removed.
    /// </summary>
    ConfigurationFileUnreadable = 1501,

    /// <summary>
    /// The configuration file is not one JSON object with texts, numbers, true and false, or has a name twice, or the character U+0000 in
    /// a text. Cause: a slip, or another file. Remedy: correct it at the line that the error names.
    /// </summary>
    ConfigurationFileMalformed = 1502,

    /// <summary>
    /// The configuration file has a setting that does not exist. Cause: a typing error, or another version's options. Remedy: the message
    /// names the nearest one; <c>nodeproto config show</c> lists all.
    /// </summary>
    ConfigurationKeyUnknown = 1503,

    /// <summary>
    /// A setting stands in a configuration file that it is needed to find. Cause: <c>datadir</c>, <c>chain</c> or <c>db</c> in the data
    /// directory's own file, or <c>config</c> in any. Remedy: give it as a flag or a variable, or name another file with <c>--config</c>.
    /// </summary>
    ConfigurationKeyMisplaced = 1504,

    /// <summary>
    /// Cause: a file of a public suite is no JSON or cannot be read, a case in it is malformed, or an archive is damaged. Among other
    /// cases it counts as one that failed. Remedy: get the suite again.
    /// </summary>
    SuiteFileMalformed = 1301,

    /// <summary>
    /// Cause: none of the paths holds a case of the kind that was asked for, or filter and fork leave none. Remedy: name the kind that the
    /// files are of, or correct <c>--filter</c> and <c>--fork</c>.
    /// </summary>
    SuiteHasNoCases = 1302,

    /// <summary>
    /// A file that a command shall write cannot be written. Cause: mostly the permissions of the folder. Remedy: check them, or name
    /// another place.
    /// </summary>
    OutputNotWritable = 1202,

    /// <summary>
    /// A command has done its work and cannot write its result to standard output. Cause: it goes to a file on a full disk. Remedy: make
    /// room, or send it elsewhere, and start again; a command that found an error too keeps the exit code of that.
    /// </summary>
    ResultNotWritable = 1203,

    /// <summary>
    /// Another program listens on the port where metrics were to be served. Cause: mostly a second node. Remedy: name another port with
    /// <c>--metrics</c>, or port 0 for a free one, which the log names.
    /// </summary>
    MetricsPortTaken = 1601,

    /// <summary>
    /// Metrics cannot be served at the address of <c>--metrics</c>. Cause: it is no address of this machine, or a port below 1024 that needs
    /// permission. Remedy: name an address of this machine, such as <c>127.0.0.1:9464</c>.
    /// </summary>
    MetricsAddressUnusable = 1602,

    /// <summary>
    /// Less of a segment would be kept than the node needs. Cause: <c>--prune.…</c> with too small a number of blocks. Remedy: keep as many
    /// as the message says; <c>--prune.allow-shallow-unwind</c> lowers the limit of account and storage history, at the price that the
    /// chain cannot be unwound to before what is kept.
    /// </summary>
    PruneModeTooNarrow = 1701,

    /// <summary>
    /// After a kill the data was not what it has to be: something acknowledged was lost, a rule between tables was broken, or the end differed
    /// from an undisturbed run. Cause: an error in the program, or a disk that does not keep what it said to have written. Remedy: keep the
    /// data directory, which the message names, and report the seed and the command with it.
    /// </summary>
    ChaosFoundLoss = 1711,

    /// <summary>
    /// Cause: a command that <c>chaos</c> is to repeat fails by itself before anything is killed, or later because the machine has run out of disk,
    /// memory or open files. Remedy: run that command alone until it works, then repeat <c>chaos</c>.
    /// </summary>
    ChaosCommandFailed = 1712,

    /// <summary>
    /// Cause: no usable RocksDB library on this machine. Remedy: install the distribution's package (Debian 12:
    /// <c>apt-get install librocksdb7.8</c>), name a file in <c>NODEPROTO_LIBROCKSDB</c>, or run with <c>--db memory</c>.
    /// </summary>
    RocksDbLibraryMissing = 1801,

    /// <summary>
    /// Cause: no usable libsecp256k1, or one built without its recovery module. Remedy: install the distribution's package
    /// (Debian 12: <c>apt-get install libsecp256k1-1</c>), or name a file in <c>NODEPROTO_LIBSECP256K1</c>.
    /// </summary>
    Secp256k1LibraryMissing = 1802,

    /// <summary>
    /// Cause: no usable GMP, which modular exponentiation (EIP-198) needs. Remedy: install the distribution's package
    /// (<c>apt-get install libgmp10</c>), or name a file in <c>NODEPROTO_LIBGMP</c>.
    /// </summary>
    GmpLibraryMissing = 1803,

    /// <summary>
    /// Fewer files may be open at once than the program needs, or it reached that limit. Cause: a low <c>ulimit -n</c>. Remedy: raise it
    /// before the start: <c>ulimit -n 65536</c>, <c>LimitNOFILE=</c> of a systemd service, <c>--ulimit</c> of a container.
    /// </summary>
    OpenFilesTooFew = 1804,

    /// <summary>
    /// The machine or the container gives too little memory to begin, or less than a <c>--memory.</c> option asks for. Cause: the memory limit of the
    /// container, or <c>DOTNET_GCHeapHardLimit</c>. Remedy: raise it, or ask for less; without these options ceilings follow the memory
    /// that there is.
    /// </summary>
    MemoryTooLittle = 1805,

    /// <summary>
    /// A temporary file or folder cannot be made, which packed chain files need. Cause: the folder of temporary files is not there, or may
    /// not be written to. Remedy: make it, or name another one with the variable <c>TMPDIR</c>.
    /// </summary>
    TemporaryFolderUnusable = 1806,

    /// <summary>
    /// Cause: a block before Byzantium has transactions, so its receipts hold a state root each (EIP-658), and the caller gave no way
    /// to compute them. Remedy: a bug of the program when a command shows it; report it.
    /// </summary>
    IntermediateRootMissing = 2503,

    /// <summary>
    /// A balance would exceed 2^256 - 1 wei, for which no rule exists. Cause: the chain's genesis gives accounts nearly that much; no chain
    /// can earn it. Remedy: make the chain anew with a genesis whose balances are smaller.
    /// </summary>
    BalanceOverflow = 2504,

    /// <summary>
    /// Cause: a chain file holds another genesis block than the data directory's, or a block 1 that follows another one. Remedy: import
    /// the file of this chain, or name the other data directory.
    /// </summary>
    ChainFileOfOtherChain = 2600,

    /// <summary>
    /// Cause: a chain file ends inside a block; what stood before is imported. Remedy: get the file again and repeat the import.
    /// </summary>
    ChainFileTruncated = 2601,

    /// <summary>
    /// Cause: a chain file holds bytes that are no block in canonical RLP; what stood before is imported. Remedy: get the file again and
    /// repeat the import.
    /// </summary>
    ChainFileMalformed = 2602,

    /// <summary>
    /// Cause: the parent of a block is neither in the database nor before it in the files. Remedy: import the files that hold the blocks
    /// between, in order.
    /// </summary>
    ParentMissing = 2603,

    /// <summary>
    /// Cause: a header is stored and its body is in none of the sources. Remedy: import the chain file that holds the block.
    /// </summary>
    BodyMissing = 2604,

    /// <summary>
    /// Cause: the disk or the file system reports an error in the middle of a chain file. Remedy: check them and repeat the import; what
    /// was committed is kept.
    /// </summary>
    ChainFileReadFailed = 2605,

    /// <summary>
    /// Cause: an unwind asks for a block that the chain has not reached. Remedy: name a block at or below the checkpoint of the stage
    /// headers.
    /// </summary>
    UnwindTargetAhead = 2606,

    /// <summary>
    /// Cause: a chain file that is being followed was cut, replaced or removed. What is stored is kept. Remedy: none is needed when another
    /// file took its place, <c>node</c> reads that from its begin; else bring the file back. Let writers append only, and bring a corrected
    /// file in by renaming it over the old one.
    /// </summary>
    ChainFileChanged = 2607,

    /// <summary>
    /// The database breaks its own rules: a row that must be there is missing, or cannot be read. Cause: a damaged disk, a file changed
    /// by another program, or a bug. Remedy: keep the directory for the report, and import again into a new one.
    /// </summary>
    DatabaseCorrupt = 3000,

    /// <summary>
    /// Cause: a checkpoint is higher than the one of the stage before it, or names a block that is not canonical: rows that were
    /// committed are gone. Remedy: reset the stages from the one that is named.
    /// </summary>
    CheckpointsContradict = 3500,

    /// <summary>
    /// Cause: a stage has no checkpoint: a row was lost. Remedy: check the disk, then reset the stage that is named; the next import writes
    /// it again from what is sound.
    /// </summary>
    CheckpointMissing = 3501,

    /// <summary>
    /// <c>db verify</c> found rows that contradict each other. Cause: a failing disk, another program that wrote to the files, or a bug.
    /// Remedy: the command that the report names, which writes the tables again from those that are sound; if it comes back on a sound disk,
    /// report the findings.
    /// </summary>
    VerificationFailed = 3502,

    /// <summary>
    /// Something needs the tries of state-root, which are not whole: a rebuild of them was stopped midway. Cause: execution of blocks
    /// before Byzantium was asked for alone, or a proof. Remedy: let state-root finish, with the command that the message names.
    /// </summary>
    TriesUnfinished = 3503,

    /// <summary>
    /// A proof was asked for after a block so old that bringing the tries back to it would take too much memory. Remedy: ask for a block
    /// nearer to the head.
    /// </summary>
    ProofTooFarBack = 3504,

    /// <summary>
    /// Cause: another process has the database open for writing; the message names it. Remedy: stop that process or use another
    /// <c>--datadir</c>; commands that only read work beside it, unless it changes its files all the time: then try again later.
    /// </summary>
    DatabaseLocked = 3101,

    /// <summary>
    /// Cause: the disk is full. Nothing that was committed is lost. Remedy: free space and run the command again: it goes on where
    /// it stopped.
    /// </summary>
    DiskFull = 3102,

    /// <summary>
    /// What an import will need is clearly more than the disk of the data directory has. Nothing was begun. Cause: the estimate follows the size
    /// of the chain files. Remedy: make room, name a <c>--datadir</c> on a larger disk, or begin anyway with <c>--disk.min-free 0</c>.
    /// </summary>
    DiskTooSmall = 3111,

    /// <summary>
    /// Cause: the user that runs the node may not write to the data directory, or the file system is read-only. Remedy: give write
    /// permission or choose another <c>--datadir</c>.
    /// </summary>
    DirectoryNotWritable = 3103,

    /// <summary>
    /// Cause: an older version of the node made the data directory, and its tables have changed since. Remedy: import again into a
    /// new directory, or use the version that made it.
    /// </summary>
    SchemaOlder = 3104,

    /// <summary>
    /// Cause: a newer version of the node made the data directory. Remedy: update the node.
    /// </summary>
    SchemaNewer = 3105,

    /// <summary>
    /// Cause: the data directory holds another chain than the one asked for. Remedy: leave out <c>--chain</c>, or name another
    /// <c>--datadir</c>.
    /// </summary>
    OtherChain = 3106,

    /// <summary>
    /// Cause: the folder holds no data of the node, or an initialisation that never finished. Remedy: correct <c>--datadir</c>, or
    /// make one with <c>nodeproto init</c>.
    /// </summary>
    NotADataDirectory = 3107,

    /// <summary>
    /// The newest row of a table is not the one that its stage's checkpoint promises. Cause: the database's log was damaged, by a
    /// failing disk or another program. Remedy: check the disk; <c>nodeproto stage unwind</c> to below the newest row, or import
    /// again into a new directory.
    /// </summary>
    RowsContradictCheckpoint = 3108,

    /// <summary>
    /// The storage engine reports an error of the system. Cause: mostly the disk or the file system. Remedy: check them and run the
    /// command again; what was committed is kept.
    /// </summary>
    StorageFailed = 3109,

    /// <summary>
    /// Something wrote to a database that was opened for reading. Cause: a bug. Remedy: report it.
    /// </summary>
    OpenedForReading = 3110,

    /// <summary>
    /// A request needs rows of blocks that are pruned: an old body, receipt or sender, the state after an old block, an unwind or a
    /// reorganisation to before them. It is refused before anything is written. Cause: the data directory's <c>--prune</c> does not keep
    /// them. Remedy: ask for a block that is kept, <c>nodeproto stage list</c> shows the oldest one of each segment; or import the chain
    /// again into a new directory that keeps more.
    /// </summary>
    Pruned = 3601,
}
