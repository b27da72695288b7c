namespace S3MultipartUpload.Testing.Tests;

public sealed class WriteConditionTests : EndpointScenario
{
    [Theory]
    [InlineData("*", null, "If-Match")]
    [InlineData(null, "\"00\"", "If-None-Match")]
    [InlineData("\"00\"", "*", "If-Match,If-None-Match")]
    public async Task Condition_that_s3_does_not_take_is_not_implemented_and_writes_nothing(
        string? ifMatch, string? ifNoneMatch, string header)
    {
        await PutAsync("a", "old");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(Server.Endpoint, $"/{Bucket}/a"))
        {
            Content = new StringContent("new"),
        };
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);

        using HttpResponseMessage answer = await http.SendAsync(request);

        Assert.Equal(501, (int)answer.StatusCode);
        Assert.Contains($"<Header>{header}</Header>", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("old"u8.ToArray(), await ReadAsync("a"));
    }
}
