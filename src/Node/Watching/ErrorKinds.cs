using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Node.Watching;

/// <summary>Sorts exceptions into the kinds that metrics count.</summary>
internal static class ErrorKinds
{
    /// <summary>The kind of an exception that ended a stage.</summary>
    public static ErrorKind Of(Exception error) =>
        error switch
        {
            DatabaseCorruptException => ErrorKind.Database,
            NodeException known => Of(known.Code),
            IOException => ErrorKind.Disk,
            _ => ErrorKind.Internal,
        };

    private static ErrorKind Of(NodeErrorCode code) =>
        code switch
        {
            NodeErrorCode.DiskFull
            or NodeErrorCode.DiskTooSmall
            or NodeErrorCode.StorageFailed
            or NodeErrorCode.DirectoryNotWritable
            or NodeErrorCode.TemporaryFolderUnusable => ErrorKind.Disk,
            >= (NodeErrorCode)2600 and < (NodeErrorCode)3000 => ErrorKind.Source,
            >= (NodeErrorCode)2000 and < (NodeErrorCode)2600 => ErrorKind.InvalidBlock,
            >= (NodeErrorCode)3000 and < (NodeErrorCode)4000 => ErrorKind.Database,
            >= (NodeErrorCode)4000 and < (NodeErrorCode)5000 => ErrorKind.Source,
            _ => ErrorKind.Internal,
        };
}
