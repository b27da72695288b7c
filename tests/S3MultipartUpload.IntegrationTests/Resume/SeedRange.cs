namespace S3MultipartUpload.IntegrationTests;

/// <summary>The seeds of a property: few in an ordinary run; as many as asked for, or a single one, by an environment variable.</summary>
internal static class SeedRange
{
    /// <param name="variable">Names the environment variable: 17, or 0-999.</param>
    /// <param name="usual">How many there are without it.</param>
    public static IEnumerable<int> Of(string variable, int usual)
    {
        if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } asked)
        {
            return Enumerable.Range(0, usual);
        }

        int[] bounds = [.. asked.Split('-').Select(int.Parse)];
        return Enumerable.Range(bounds[0], bounds[^1] - bounds[0] + 1);
    }
}
