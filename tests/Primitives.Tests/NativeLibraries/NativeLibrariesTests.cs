using System.Runtime.InteropServices;

namespace NodeProto.Primitives.Tests;

public sealed partial class NativeLibrariesTests
{
    private static readonly NativeDependency Absent = new()
    {
        Name = "nodeproto-absent",
        Candidates = ["libnodeproto-absent.so.1", "libnodeproto-absent.so"],
        Variable = "NODEPROTO_LIBABSENT",
        RequiredExport = "absent_open",
        ErrorCode = NodeErrorCode.RocksDbLibraryMissing,
        Remedy = "Install it: `apt-get install libabsent1`",
    };

    [Fact]
    public void A_missing_library_says_what_was_tried_and_what_to_install()
    {
        NodeException error = Assert.Throws<NodeException>(() => NativeLibraries.Bind(typeof(NativeLibrariesTests).Assembly, Absent));

        Assert.Equal(
            "NP1801: the native library nodeproto-absent was not found (tried libnodeproto-absent.so.1, libnodeproto-absent.so)."
                + " Install it: `apt-get install libabsent1`; NODEPROTO_LIBABSENT can name a file elsewhere.",
            error.Message
        );
    }

    [Fact]
    public void A_file_named_by_the_variable_is_the_only_one_tried()
    {
        NativeDependency overridden = Copy("NODEPROTO_LIBABSENT_TEST1", NativeDependency.Secp256k1.Candidates, "secp256k1_ecdsa_recover");
        Environment.SetEnvironmentVariable(overridden.Variable, "/nowhere/libfoo.so");

        NodeException error = Assert.Throws<NodeException>(() => NativeLibraries.Load(overridden));

        Assert.Equal("tried /nowhere/libfoo.so, which the environment variable NODEPROTO_LIBABSENT_TEST1 names", error.Where);
        Assert.StartsWith("Correct or unset NODEPROTO_LIBABSENT_TEST1. Install it", error.WhatToDo, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_without_the_function_that_is_needed_is_refused()
    {
        NativeDependency wrong = Copy("NODEPROTO_LIBABSENT_TEST2", NativeDependency.Secp256k1.Candidates, "secp256k1_not_there");

        NodeException error = Assert.Throws<NodeException>(() => NativeLibraries.Load(wrong));

        Assert.Equal("the native library libsecp256k1.so.1 lacks the function secp256k1_not_there", error.What);
    }

    [Fact]
    public void A_bound_import_finds_its_library_under_the_distributions_name()
    {
        NativeLibraries.Bind(typeof(NativeLibrariesTests).Assembly, NativeDependency.Secp256k1);

        Assert.NotEqual(0, Create(flags: 1));
    }

    [Fact]
    public void The_remedies_name_packages_and_the_memory_database()
    {
        Assert.Contains("apt-get install librocksdb7.8", NativeDependency.RocksDb.Remedy, StringComparison.Ordinal);
        Assert.Contains("--db memory", NativeDependency.RocksDb.Remedy, StringComparison.Ordinal);
        Assert.Contains("apt-get install libsecp256k1-1", NativeDependency.Secp256k1.Remedy, StringComparison.Ordinal);
        Assert.Equal("librocksdb.so.7.8", NativeDependency.RocksDb.Candidates[0]);
        Assert.Contains("librocksdb.so.8.9", NativeDependency.RocksDb.Candidates, StringComparer.Ordinal);
    }

    private static NativeDependency Copy(string variable, IReadOnlyList<string> candidates, string export) =>
        new()
        {
            Name = variable,
            Candidates = candidates,
            Variable = variable,
            RequiredExport = export,
            ErrorCode = NodeErrorCode.Secp256k1LibraryMissing,
            Remedy = "Install it",
        };

    [LibraryImport("secp256k1", EntryPoint = "secp256k1_context_create")]
    private static partial nint Create(uint flags);
}
