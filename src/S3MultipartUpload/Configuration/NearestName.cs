namespace S3MultipartUpload.Configuration;

/// <summary>What somebody may have meant who has written something else.</summary>
internal static class NearestName
{
    /// <returns>The name with the fewest letters to change, whatever their case; null where there are no names.</returns>
    public static string? Of(string written, IEnumerable<string> names) => names
        .OrderBy(name => Distance(written.ToUpperInvariant(), name.ToUpperInvariant()))
        .ThenBy(name => name, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>How many letters have to be put in, left out or changed: Levenshtein's distance.</summary>
    private static int Distance(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
