namespace SharedUpload;

/// <summary>Which worker sends which part: all of them can work that out by themselves.</summary>
internal static class Division
{
    public const int Workers = 3;
    private const long PartSize = 8 * 1024 * 1024;

    /// <summary>The parts of a file, and where they lie.</summary>
    public static IEnumerable<(int Number, long Offset, long Length)> PartsOf(string path)
    {
        long length = new FileInfo(path).Length;
        for (long offset = 0; offset == 0 || offset < length; offset += PartSize)
        {
            yield return ((int)(offset / PartSize) + 1, offset, Math.Min(PartSize, length - offset));
        }
    }

    public static bool IsOf(int worker, int partNumber) => partNumber % Workers == worker;
}
