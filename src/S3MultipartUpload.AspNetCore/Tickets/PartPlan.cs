namespace S3MultipartUpload.AspNetCore.Tickets;

/// <summary>How a file is divided: parts of one size, and the rest.</summary>
internal readonly record struct PartPlan(long Size, long PartSize)
{
    private const long Step = BrowserUploadOptions.MiB;

    /// <summary>An empty file has one part, which is empty.</summary>
    public int Count => (int)Math.Max(1, CountOf(Size, PartSize));

    /// <summary>Of parts as large as wanted, or of the next mebibyte with which they are not too many.</summary>
    public static PartPlan For(long size, long partSize, int maxParts)
    {
        long least = CountOf(size, maxParts);
        return new PartPlan(size, least <= partSize ? partSize : CountOf(least, Step) * Step);
    }

    public bool Has(int partNumber) => partNumber >= 1 && partNumber <= Count;

    public long LengthOf(int partNumber) => Math.Min(PartSize, Size - ((partNumber - 1) * PartSize));

    private static long CountOf(long size, long partSize) => (size / partSize) + (size % partSize > 0 ? 1 : 0);
}
