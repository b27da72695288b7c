using Amazon.S3;
using Microsoft.Extensions.Logging;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>Two who repeat the same request multiply their attempts and their waits.</summary>
public sealed class ClientAdviceTests : EndpointScenario
{
    [Fact]
    public void A_client_that_repeats_by_itself_is_warned_of_once()
    {
        using AmazonS3Client client = Server.CreateClient(config => config.MaxErrorRetry = 2);
        var log = new Lines();
        _ = new MultipartUploader(client, logger: log);
        _ = new MultipartUploader(client, logger: log);
        Assert.Contains("MaxErrorRetry", Assert.Single(log), StringComparison.Ordinal);
    }

    [Fact]
    public void All_costs_of_a_client_as_it_comes_are_told_in_one_line()
    {
        using var client = new AmazonS3Client("key", "secret", new AmazonS3Config
        {
            ServiceURL = "http://127.0.0.1:1",
            MaxErrorRetry = 3,
            MaxConnectionsPerServer = 255,
        });
        var log = new Lines();
        _ = new MultipartUploader(client, logger: log);
        string line = Assert.Single(log);
        Assert.All(
            ["ForUploads()", "MaxErrorRetry is 3", "8,192 bytes (BufferSize)", "at most 255 connections (MaxConnectionsPerServer)"],
            part => Assert.Contains(part, line));
    }

    [Fact]
    public void A_client_that_is_set_up_for_uploads_is_not_warned_of()
    {
        using var client = new AmazonS3Client("key", "secret", new AmazonS3Config { ServiceURL = "http://127.0.0.1:1" }.ForUploads());
        var log = new Lines();
        _ = new MultipartUploader(client, logger: log);
        Assert.Empty(log);
    }

    [Fact]
    public void The_endpoint_s_client_is_the_recommended_one()
    {
        using AmazonS3Client client = Server.CreateClient();
        var log = new Lines();
        _ = new MultipartUploader(client, logger: log);
        Assert.Empty(log);
        Assert.Equal(0, client.Config.MaxErrorRetry);
    }

    /// <summary>The warnings that were logged.</summary>
    private sealed class Lines : List<string>, ILogger<MultipartUploader>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add(formatter(state, exception));
    }
}
