namespace S3MultipartUpload.Testing.Tests;

public sealed class WriteConditionTests : RawScenario
{
    public static TheoryData<string, string[]> Unaccepted => new()
    {
        { "If-Match", ["If-Match: *"] },
        { "If-None-Match", ["If-None-Match: \"00\""] },
        { "If-Match,If-None-Match", ["If-Match: \"00\"", "If-None-Match: *"] },
    };

    [Theory]
    [MemberData(nameof(Unaccepted))]
    public async Task Condition_that_s3_does_not_take_is_not_implemented_and_writes_nothing(string named, string[] headers)
    {
        await PutAsync("a", "old");
        (string, string)[] given = [.. headers.Select(header => header.Split(": ")).Select(pair => (pair[0], pair[1]))];

        (int Status, string Body) answer = await SendAsync(Put, $"/{Bucket}/a", "new", given);

        AssertRefused(answer, 501, "NotImplemented");
        Assert.Contains($"<Header>{named}</Header>", answer.Body, StringComparison.Ordinal);
        Assert.Equal("old"u8.ToArray(), await ReadAsync("a"));
    }
}
