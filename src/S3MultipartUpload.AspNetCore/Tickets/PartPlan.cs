namespace S3MultipartUpload.AspNetCore.Tickets;

/// <summary>How a file is divided: parts of one size, and the rest.</summary>
internal readonly record struct PartPlan(long Size, long PartSize)
{
    private const long Step = BrowserUploadOptions.MiB;

    /// <summary>An empty file has one part, which is empty.</summary>
    public int Count => (int)Math.Max(1, CountOf(Size, PartSize));

    /// <summary>Parts of the wanted size. Where that makes too many, the smallest whole number of MiB that does not.</summary>
    public static PartPlan For(long size, long partSize, int maxParts)
    {
        long least = CountOf(size, maxParts);
        return new PartPlan(size, least <= partSize ? partSize : CountOf(least, Step) * Step);
    }

    public bool Has(int partNumber) => partNumber >= 1 && partNumber <= Count;

    /// <summary>Whether this is one of the parts, of its planned size.</summary>
    public bool Fits(StoredPart part) => Has(part.PartNumber) && part.Size == LengthOf(part.PartNumber);

    public long LengthOf(int partNumber) => Math.Min(PartSize, Size - ((partNumber - 1) * PartSize));

    private static long CountOf(long size, long partSize) => (size / partSize) + (size % partSize > 0 ? 1 : 0);
}
