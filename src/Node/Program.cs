using NodeProto.Db;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Output;

NativeHeap.ReturnFreed();
return await new NodeProgram(Terminal.System).RunAsync(args);
