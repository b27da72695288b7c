namespace S3MultipartUpload.Tests.Architecture;

public static class Check
{
    /// <summary>Fails with all of them, in full, where there are any.</summary>
    public static void Empty(IReadOnlyCollection<string> findings) =>
        Assert.True(findings.Count == 0, $"{findings.Count} found:\n{string.Join('\n', findings)}");
}
