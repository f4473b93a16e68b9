using NodeProto.Primitives;

namespace NodeProto.Evm.Tests;

public sealed unsafe class AnalyzedCodeTests
{
    [Theory]
    [InlineData("")]
    [InlineData("60")]
    [InlineData("6001")]
    [InlineData("61")]
    [InlineData("6100")]
    [InlineData("7f")]
    [InlineData("7e00")]
    [InlineData("5b61")]
    [InlineData("6001607f7f")]
    public void For_a_tracer_every_instruction_that_can_run_is_a_block(string hex)
    {
        byte[] code = Convert.FromHexString(hex);
        AnalyzedCode analyzed = AnalyzedCode.Analyze(code, InstructionSet.Of(Fork.Osaka), isStepwise: true);
        int position = 0;
        while (position < code.Length)
        {
            Assert.NotEqual(0, analyzed.BlockAt[position]);
            position += 1 + AnalyzedCode.PushBytes(code[position]);
        }
        Assert.NotEqual(0, analyzed.BlockAt[position]); // The STOP at the end.
    }
}
