namespace NodeProto.Node.CommandLine;

/// <summary>Guesses what a mistyped word was meant to be.</summary>
internal static class Suggestion
{
    /// <summary>"Did you mean …? " with the candidate that is nearest to the word; empty when none is near.</summary>
    public static string For(string word, IReadOnlyList<string> candidates)
    {
        string? best = null;
        int bestDistance = Math.Max(2, word.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            // At least as many letters as the one is longer; a word without end costs nothing.
            int distance = Math.Abs(word.Length - candidate.Length);
            distance = distance < bestDistance ? Distance(word, candidate) : distance;
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }
        return best is null || word.Length == 0 ? "" : $"Did you mean {best}? ";
    }

    /// <summary>Letters to insert, remove or replace to turn one word into the other (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        int[] row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.Length];
    }
}
