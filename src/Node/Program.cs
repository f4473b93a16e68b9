using NodeProto.Node.CommandLine;
using NodeProto.Node.Output;

return await new NodeProgram(Terminal.System).RunAsync(args);
