using System.Net;
using System.Net.Http.Headers;

namespace S3MultipartUpload.Tests;

/// <summary>A URL is a source where its server can prove that all parts are of one version, and no version is mixed with another.</summary>
public sealed class UrlPartSourceTests : IDisposable
{
    private const int Size = 100;

    private static readonly int[] Statuses = [200, 206, 302, 401, 403, 404, 412, 416, 500, 503];

    private readonly MockWeb _web = new(Samples.Bytes(Size));

    public void Dispose() => _web.Dispose();

    [Fact]
    public async Task It_arrives_byte_for_byte()
    {
        IPartSource source = _web.Source();
        Assert.Equal((Size, true, "\"v1\""), (source.Length, source.IsRandomAccess, source.Fingerprint));
        Assert.Equal(["GET Range: bytes=0-0; Accept-Encoding: identity; "], _web.Requests);
        var s3 = new MockS3();
        await UploadSpecs.Uploader(s3).UploadAsync(Samples.Request(source));
        Assert.Equal(_web.Bytes, s3.Stored);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_may_be_empty(bool hasRanges)
    {
        (_web.Bytes, _web.HasRanges) = ([], hasRanges);
        IPartSource source = _web.Source();
        Assert.Equal((0, "\"v1\""), (source.Length, source.Fingerprint));
        var s3 = new MockS3();
        await UploadSpecs.Uploader(s3).UploadAsync(Samples.Request(source));
        Assert.Equal(0, s3.Stored?.Length);
    }

    [Fact]
    public async Task Without_a_strong_ETag_the_time_of_the_last_change_tells_versions()
    {
        _web.ETag = "W/\"v1\"";
        IPartSource source = _web.Source();
        Assert.Equal(("Sat, 28 Feb 2026 12:00:00 GMT", null), (source.Fingerprint, source.Identity));
        await using Stream stream = await source.OpenPartAsync(new(1, 0, Size), TestContext.Current.CancellationToken);
        Assert.Contains("If-Unmodified-Since: Sat, 28 Feb 2026 12:00:00 GMT", _web.Requests[^1], StringComparison.Ordinal);
        _web.LastModified += TimeSpan.FromSeconds(1);
        await RefusesAsync<SourceChangedException>(source, "Last-Modified");
    }

    public static TheoryData<string, string> Unusable => new()
    {
        { "no ranges", "does not serve ranges" },
        { "no length", "does not tell how long" },
        { "other bytes", "does not serve ranges" },
        { "no ETag", "strong ETag" },
        { "a weak ETag", "strong ETag" },
        { "an empty ETag", "strong ETag" },
        { "any ETag", "strong ETag" },
        { "a malformed ETag", "strong ETag" },
        { "written just now", "strong ETag" },
        { "no clock", "strong ETag" },
        { "403", "403 Forbidden" },
        { "404", "404 NotFound" },
        { "302", "sends to another URL (302" },
        { "501", "501 NotImplemented" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task What_cannot_prove_that_parts_are_of_one_version_is_refused(string what, string message)
    {
        _web.HasRanges = what != "no ranges";
        (_web.ETag, _web.LastModified) = what switch
        {
            "no ETag" => (null, null),
            "a weak ETag" => ("W/\"v1\"", null),
            "an empty ETag" => ("\"\"", null),
            "any ETag" => ("*", null),
            "a malformed ETag" => ("v1", null),
            "written just now" => (null, MockWeb.Now),
            "no clock" => (null, _web.LastModified),
            _ => (_web.ETag, _web.LastModified),
        };
        _web.OnAnswer = answer =>
        {
            answer.StatusCode = int.TryParse(what, out int status) ? (HttpStatusCode)status : answer.StatusCode;
            answer.Content.Headers.ContentRange = what switch
            {
                "no length" => new ContentRangeHeaderValue(0, 0),
                "other bytes" => new ContentRangeHeaderValue(1, 1, Size),
                _ => answer.Content.Headers.ContentRange,
            };
            answer.Headers.Date = what == "no clock" ? null : answer.Headers.Date;
        };
        UrlSourceException error = await Assert.ThrowsAsync<UrlSourceException>(
            () => PartSource.FromUrlAsync(_web.Client, MockWeb.Url, TestContext.Current.CancellationToken));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.False(TransientS3Errors.IsTransient(error));
        Assert.Single(_web.Requests);
    }

    [Theory]
    [InlineData("ftp://files.example/a")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/a")]
    [InlineData("https://user:secret@files.example/a")]
    public async Task What_is_no_plain_URL_is_refused_unasked(string url)
    {
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => PartSource.FromUrlAsync(
            _web.Client, new Uri(url, UriKind.RelativeOrAbsolute), TestContext.Current.CancellationToken));
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Empty(_web.Requests);
    }

    public static TheoryData<string, bool> Changes =>
        new MatrixTheoryData<string, bool>(["another ETag", "a weak ETag", "no ETag", "longer", "shorter", "gone"], [true, false]);

    /// <summary>Also where the server heeds no conditions.</summary>
    [Theory]
    [MemberData(nameof(Changes))]
    public async Task What_changes_is_never_read_as_what_it_was(string change, bool heedsConditions)
    {
        IPartSource source = _web.Source();
        _web.HeedsConditions = heedsConditions;
        _web.ETag = change switch { "another ETag" => "\"v2\"", "a weak ETag" => "W/\"v1\"", "no ETag" => null, _ => _web.ETag };
        _web.Bytes = change switch { "longer" => Samples.Bytes(Size + 1), "shorter" => Samples.Bytes(1), _ => _web.Bytes };
        _web.OnAnswer = answer => answer.StatusCode = change == "gone" ? HttpStatusCode.NotFound : answer.StatusCode;
        await RefusesAsync<SourceChangedException>(source, change == "gone" ? "is gone" : "is another one now");
    }

    [Theory]
    [InlineData("\"v1\"", true)]
    [InlineData("\"v2\"", false)]
    public async Task A_server_that_gives_the_whole_where_it_was_asked_for_a_part_is_not_read(string eTag, bool isSame)
    {
        IPartSource source = _web.Source();
        (_web.HasRanges, _web.HeedsConditions, _web.ETag) = (false, false, eTag);
        if (isSame)
        {
            await RefusesAsync<UrlSourceException>(source, "ranges");
        }
        else
        {
            await RefusesAsync<SourceChangedException>(source, "another one");
        }
    }

    [Theory]
    [InlineData(0, 99, 98L)]
    [InlineData(1, 99, null)]
    [InlineData(0, 98, null)]
    public async Task Other_bytes_than_were_asked_for_are_not_read(int from, int to, long? length)
    {
        IPartSource source = _web.Source();
        _web.OnAnswer = answer =>
        {
            answer.Content.Headers.ContentRange = new(from, to, Size);
            answer.Content.Headers.ContentLength = length ?? (to - from + 1);
        };
        await RefusesAsync<UrlSourceException>(source, "other bytes");
    }

    [Theory]
    [InlineData(503, true)]
    [InlineData(429, true)]
    [InlineData(403, false)]
    public async Task Only_what_may_pass_is_worth_another_attempt(int status, bool isTransient)
    {
        IPartSource source = _web.Source();
        _web.OnAnswer = answer => answer.StatusCode = (HttpStatusCode)status;
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => OpenAsync(source));
        Assert.Equal(isTransient, TransientS3Errors.IsTransient(error));
        Assert.Equal(status, (int?)((error as HttpRequestException)?.StatusCode ?? (error as UrlSourceException)?.StatusCode));
    }

    [Fact]
    public async Task A_client_that_gives_up_is_a_timeout_and_no_cancellation()
    {
        using var silent = new HttpClient(new SilentHandler()) { Timeout = TimeSpan.FromMilliseconds(1) };
        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(
            () => PartSource.FromUrlAsync(silent, MockWeb.Url, TestContext.Current.CancellationToken));
        Assert.Contains("HttpClient.Timeout", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => PartSource.FromUrlAsync(_web.Client, MockWeb.Url, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void An_identity_is_of_one_URL_and_of_one_that_says_which_bytes_by_its_path_alone()
    {
        string? identity = _web.Source().Identity;
        Assert.Equal(identity, _web.Source().Identity);
        Assert.StartsWith("\"v1\" ", identity, StringComparison.Ordinal);
        Assert.NotEqual(identity, _web.Source(new Uri("https://files.example/2026/winter.bin")).Identity);
        string path = new('a', 2_000);
        Assert.NotEqual(
            _web.Source(new Uri($"https://files.example/{path}1")).Identity,
            _web.Source(new Uri($"https://files.example/{path}2")).Identity);
        Assert.Null(_web.Source(new Uri($"{MockWeb.Url}?signature=1")).Identity);
    }

    [Fact]
    public async Task The_query_of_a_URL_is_told_nowhere()
    {
        var url = new Uri($"{MockWeb.Url}?X-Amz-Signature=secret#secret");
        IPartSource source = _web.Source(url);
        var told = new List<string?> { $"{source}", source.Fingerprint, source.Identity, $"{SourceIdentity.Of(source)}" };
        Action<HttpResponseMessage>[] failures =
        [
            .. Statuses.Select(status => new Action<HttpResponseMessage>(answer => answer.StatusCode = (HttpStatusCode)status)),
            answer => answer.Headers.ETag = new EntityTagHeaderValue("\"v2\""),
            answer => answer.Content.Headers.ContentRange = new(1, 1, Size),
            answer => answer.Headers.Remove("ETag"),
        ];
        foreach (Action<HttpResponseMessage> failure in failures)
        {
            _web.OnAnswer = failure;
            told.Add($"{await Record.ExceptionAsync(() => OpenAsync(source))}");
            told.Add($"{await Record.ExceptionAsync(() => PartSource.FromUrlAsync(_web.Client, url))}");
        }

        Assert.Contains(told, text => text?.Contains("'https://files.example/2026/summer.bin'", StringComparison.Ordinal) == true);
        Assert.All(told, text => Assert.DoesNotContain("secret", text ?? "", StringComparison.Ordinal));
    }

    private static async Task RefusesAsync<T>(IPartSource source, string message)
        where T : S3UploadException
    {
        T error = await Assert.ThrowsAsync<T>(() => OpenAsync(source));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.False(TransientS3Errors.IsTransient(error));
        string? withoutKey = (error as SourceChangedException)?.WithoutKey;
        Assert.True(error is UrlSourceException || withoutKey?.Contains("summer", StringComparison.Ordinal) == false);
    }

    private static async Task OpenAsync(IPartSource source)
    {
        await using Stream stream = await source.OpenPartAsync(new(1, 0, Size), TestContext.Current.CancellationToken);
    }

    private sealed class SilentHandler : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException("It is silent.");
        }
    }
}
