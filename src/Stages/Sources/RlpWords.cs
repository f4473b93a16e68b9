using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Says what is wrong with bytes of a chain file.</summary>
internal static class RlpWords
{
    /// <summary>What to do about a file whose bytes are wrong, whoever reads it.</summary>
    public const string WhatToDo =
        "The blocks before it are kept. Get the file again and repeat the import; a running node goes on by itself once the file is right.";

    /// <summary>Why bytes are none of a block.</summary>
    public static string Of(RlpError error) =>
        error switch
        {
            RlpError.Truncated => "the bytes end inside an item",
            RlpError.TrailingBytes => "there are bytes behind the last item",
            RlpError.NonCanonicalSize => "a length is written longer than it has to be",
            RlpError.BadLength => "a length has leading zeros or is too large",
            RlpError.LeadingZeros => "a number has leading zeros",
            RlpError.IntegerTooLarge => "a number is too large",
            RlpError.ExpectedString => "a list stands where a string belongs",
            RlpError.ExpectedList => "a string stands where a list belongs",
            RlpError.WrongLength => "a string has another length than it should",
            RlpError.WrongItemCount => "a list has more or fewer items than it should",
            _ => "a value is outside its range",
        };
}
