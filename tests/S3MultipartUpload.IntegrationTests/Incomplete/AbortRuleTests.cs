using System.Net;
using System.Xml.Linq;
using Amazon.S3;
using Microsoft.Extensions.Time.Testing;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Cleanup;

/// <summary>The lifecycle rule over the endpoint, and what becomes of the documents that were there before.</summary>
public sealed class AbortRuleTests : EndpointScenario
{
    private readonly ForeignLifecycle _store = new();

    /// <summary>Every element that S3 knows, in rules of other people.</summary>
    private const string NewForm =
        """
        <LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
          <Rule><ID>whole bucket</ID><Filter/><Status>Enabled</Status>
            <Transition><Days>0</Days><StorageClass>GLACIER_IR</StorageClass></Transition>
            <Transition><Date>2031-02-03T00:00:00Z</Date><StorageClass>DEEP_ARCHIVE</StorageClass></Transition></Rule>
          <Rule><ID>markers</ID><Filter><Prefix/></Filter><Status>Disabled</Status>
            <Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration></Rule>
          <Rule><ID>by tag</ID><Filter><Tag><Key>k</Key><Value/></Tag></Filter><Status>Enabled</Status>
            <NoncurrentVersionExpiration><NewerNoncurrentVersions>2</NewerNoncurrentVersions><NoncurrentDays>3</NoncurrentDays>
            </NoncurrentVersionExpiration></Rule>
          <Rule><ID>by all</ID><Filter><And><Prefix> a &amp; b/ü </Prefix><Tag><Key>k</Key><Value>v</Value></Tag>
            <Tag><Key>l</Key><Value> </Value></Tag>
            <ObjectSizeGreaterThan>0</ObjectSizeGreaterThan><ObjectSizeLessThan>5000000000000</ObjectSizeLessThan></And></Filter>
            <Status>Enabled</Status>
            <NoncurrentVersionTransition><NewerNoncurrentVersions>1</NewerNoncurrentVersions><NoncurrentDays>30</NoncurrentDays>
            <StorageClass>STANDARD_IA</StorageClass></NoncurrentVersionTransition></Rule>
          <Rule><ID>large</ID><Filter><ObjectSizeGreaterThan>9</ObjectSizeGreaterThan></Filter><Status>Enabled</Status>
            <Expiration><Days>9</Days></Expiration></Rule>
          <Rule><ID>small</ID><Filter><ObjectSizeLessThan>9</ObjectSizeLessThan></Filter><Status>Enabled</Status>
            <Expiration><Date>2031-02-03T00:00:00Z</Date></Expiration></Rule>
          <Rule><ID>by prefix</ID><Filter><Prefix>a/</Prefix></Filter><Status>Enabled</Status>
            <AbortIncompleteMultipartUpload><DaysAfterInitiation>70</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>
        </LifecycleConfiguration>
        """;

    /// <summary>As rules were written before there were filters.</summary>
    private const string OldForm =
        """
        <LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
          <Rule><ID>old</ID><Prefix>old/</Prefix><Status>Enabled</Status><Expiration><Days>3</Days></Expiration></Rule>
          <Rule><ID>all</ID><Prefix/><Status>Enabled</Status>
            <NoncurrentVersionExpiration><NoncurrentDays>3</NoncurrentDays></NoncurrentVersionExpiration></Rule>
        </LifecycleConfiguration>
        """;

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    protected override S3TestServerOptions Options => new() { BucketNames = { Bucket }, TimeProvider = _clock, AllowAnonymous = true };

    protected override AmazonS3Client CreateClient(S3TestServer server) => server.CreateClient(config =>
    {
        config.MaxErrorRetry = 0;
        config.MaxStaleConnectionRetries = 0;
        config.HttpClientFactory = _store.Clients;
    });

    private IncompleteUploads Cleanup =>
        new(Client, new S3MultipartUploadOptions { MaxRetries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) });

    [Theory]
    [InlineData(NewForm, "Filter")]
    [InlineData(OldForm, "Prefix")]
    public async Task Rules_of_others_stay_with_every_element(string document, string form)
    {
        await PutAsync(document);
        AbortRule rule = await Cleanup.EnsureAbortRuleAsync(Bucket, 7, "tmp/");
        await Cleanup.EnsureAbortRuleAsync(Bucket, 6, "tmp/");
        string id = rule.Id ?? "";
        Assert.NotEmpty(id);
        List<XElement> after = await RulesAsync();
        Assert.Equal(Rules(
            document).Select(Canonical), after.Where(found => !Canonical(found).Contains(id, StringComparison.Ordinal)).Select(Canonical));
        XElement own = Assert.Single(after, found => Canonical(found).Contains(id, StringComparison.Ordinal));
        Assert.Contains(own.Elements(), element => element.Name.LocalName == form && element.Value == "tmp/");
        Assert.Contains(own.Descendants(), element => element.Name.LocalName == "DaysAfterInitiation" && element.Value == "6");
    }

    [Fact]
    public async Task A_second_call_writes_nothing()
    {
        await PutAsync(NewForm);
        Assert.True((await Cleanup.EnsureAbortRuleAsync(Bucket, 7, "tmp/")).WasWritten);
        Assert.False((await Cleanup.EnsureAbortRuleAsync(Bucket, 7, "tmp/")).WasWritten);
        Assert.Equal(
            new AbortRule { Id = "by prefix", Prefix = "a/", DaysAfterInitiation = 70, WasWritten = false }, await Cleanup
                .EnsureAbortRuleAsync(Bucket, 70, "a/"));
        Assert.Equal(2, Server.Requests.Count(request => request.Operation == S3Operation.PutBucketLifecycleConfiguration));
    }

    [Fact]
    public async Task The_endpoint_aborts_by_the_rule()
    {
        await Cleanup.EnsureAbortRuleAsync(Bucket, 2, "tmp/");
        string stale = await CreateUploadAsync("tmp/a");
        string kept = await CreateUploadAsync("kept/a");
        _clock.Advance(TimeSpan.FromDays(1.9));
        Assert.Equal(0, Server.ApplyLifecycle());
        _clock.Advance(TimeSpan.FromDays(1.1));
        Assert.Equal(1, Server.ApplyLifecycle());

        using AmazonS3Client client = Server.CreateClient(config => config.MaxErrorRetry = 1);
        await FailsAsync(() => client.ListPartsAsync(Bucket, "tmp/a", stale), 404, "NoSuchUpload");
        Assert.Equal(kept, (await client.ListPartsAsync(Bucket, "kept/a", kept)).UploadId);
    }

    [Theory]
    [InlineData(S3Operation.GetBucketLifecycleConfiguration, 501, "NotImplemented")]
    [InlineData(S3Operation.GetBucketLifecycleConfiguration, 405, "MethodNotAllowed")]
    [InlineData(S3Operation.PutBucketLifecycleConfiguration, 501, "NotImplemented")]
    [InlineData(S3Operation.PutBucketLifecycleConfiguration, 400, "MalformedXML")]
    public async Task A_store_without_lifecycle_is_named_as_such(S3Operation operation, int status, string code)
    {
        Server.Faults.Add(new Fault { Operation = operation, Effect = FaultEffect.Status(status, code) });
        LifecycleNotSupportedException failure =
            await Assert.ThrowsAsync<LifecycleNotSupportedException>(() => Cleanup.EnsureAbortRuleAsync(Bucket, 7));
        Assert.Contains("AbortAsync", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_answer_does_not_cost_the_rules_that_are_there()
    {
        await PutAsync(NewForm);
        Server.Faults.Add(
            new Fault { Operation = S3Operation.GetBucketLifecycleConfiguration, Times = 1, Effect = FaultEffect.EmptyOk(done: false) });
        await Assert.ThrowsAsync<LifecycleNotSupportedException>(() => Cleanup.EnsureAbortRuleAsync(Bucket, 7));
        Assert.Equal(Rules(NewForm).Select(Canonical), (await RulesAsync()).Select(Canonical));
    }

    [Fact]
    public async Task A_failure_that_passes_is_tried_again()
    {
        Server.Faults.Add(
            new Fault { Operation = S3Operation.GetBucketLifecycleConfiguration, Times = 1, Effect = FaultEffect.Status(503, "SlowDown") });
        Server.Faults.Add(
            new Fault { Operation = S3Operation.PutBucketLifecycleConfiguration, Times = 1, Effect = FaultEffect.ConnectionReset });
        Assert.True((await Cleanup.EnsureAbortRuleAsync(Bucket, 7)).WasWritten);
        Assert.Single(await RulesAsync());
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_fails()
    {
        CleanupException failure = await Assert.ThrowsAsync<CleanupException>(() => Cleanup.EnsureAbortRuleAsync("no-such-bucket", 7));
        Assert.Equal("NoSuchBucket", Assert.IsType<AmazonS3Exception>(failure.InnerException).ErrorCode);
        Assert.Single(Server.Requests);
    }

    /// <summary>What Ceph, MinIO and others keep beside S3's own elements; and what the SDK mixes up.</summary>
    public static TheoryData<string, string> StrangeRules => new()
    {
        { "Not", "<Filter><Not><Prefix>a</Prefix></Not></Filter><Expiration><Days>3</Days></Expiration>" },
        {
            "MatchesStorageClass",
            "<Filter><And><Prefix>a</Prefix><Tag><Key>k</Key><Value>v</Value></Tag><MatchesStorageClass>COLD</MatchesStorageClass></And>" +
            "</Filter><Expiration><Days>3</Days></Expiration>"
        },
        {
            "AllVersionsExpiration",
            "<Filter><Prefix>a</Prefix></Filter><Expiration><Days>3</Days></Expiration>" +
            "<AllVersionsExpiration><Days>9</Days></AllVersionsExpiration>"
        },
        { "AllVersions", "<Filter><Prefix/></Filter><Expiration><Days>3</Days><AllVersions>true</AllVersions></Expiration>" },
        { "Tag", "<Prefix>a</Prefix><Tag><Key>k</Key><Value>v</Value></Tag><Expiration><Days>3</Days></Expiration>" },
        { "Expiration", "<Filter/><Expiration><Days>3</Days></Expiration><Expiration><Days>9</Days></Expiration>" },
        { "Days", "<Filter/><Expiration><Days of='the week'>3</Days></Expiration>" },
        { "Prefix", "<Filter><Prefix xmlns='urn:other'>a</Prefix></Filter><Expiration><Days>3</Days></Expiration>" },
    };

    [Theory]
    [MemberData(nameof(StrangeRules))]
    public async Task A_rule_that_the_SDK_cannot_carry_whole_is_named_and_nothing_is_written(string element, string content)
    {
        string document = Document($"<Rule><ID>fine</ID><Filter/><Status>Enabled</Status><Expiration><Days>5</Days></Expiration></Rule>",
            $"<Rule><ID>beyond</ID>{content}<Status>Enabled</Status></Rule>");
        _store.Document = document;
        CleanupException failure = await Assert.ThrowsAsync<CleanupException>(() => Cleanup.EnsureAbortRuleAsync(Bucket, 7));
        Assert.Contains($"The rule 'beyond' (its <{element}>)", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task A_strange_element_beside_the_rules_or_in_a_rule_that_was_given_its_name_is_named()
    {
        _store.Document = Document("<Rule><Filter><Not/></Filter><Status>Enabled</Status><Expiration><Days>5</Days></Expiration></Rule>");
        Assert.Contains("(its <Not>)", (await Assert.ThrowsAsync<CleanupException>(
            () => Cleanup.EnsureAbortRuleAsync(Bucket, 7))).Message, StringComparison.Ordinal);
        _store.Document = Document("<ExpiryUpdatedAt>2031-02-03T00:00:00Z</ExpiryUpdatedAt>" +
            "<Rule><Filter/><Status>Enabled</Status><Expiration><Days>5</Days></Expiration></Rule>");
        Assert.Contains("The configuration (its <ExpiryUpdatedAt>)", (await Assert.ThrowsAsync<CleanupException>(
            () => Cleanup.EnsureAbortRuleAsync(Bucket, 7))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_in_force_needs_no_write_whatever_stands_beside_it_but_a_strange_one_is_never_taken_for_it()
    {
        const string abort = "<Status>Enabled</Status><AbortIncompleteMultipartUpload><DaysAfterInitiation>3</DaysAfterInitiation>" +
            "</AbortIncompleteMultipartUpload>";
        string strange = $"<Rule><ID>beyond</ID><Filter><Not><Prefix>a</Prefix></Not></Filter>{abort}</Rule>";
        _store.Document = Document(strange);
        await Assert.ThrowsAsync<CleanupException>(() => Cleanup.EnsureAbortRuleAsync(Bucket, 7));
        _store.Document = Document(strange, $"<Rule><ID>all</ID><Filter/>{abort}</Rule>");
        Assert.Equal(
            new AbortRule { Id = "all", Prefix = "", DaysAfterInitiation = 3 }, await Cleanup.EnsureAbortRuleAsync(Bucket, 7, "tmp/"));
    }

    [Fact]
    public async Task What_another_writes_before_the_write_is_tried_again_stays()
    {
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(
            new Fault { Operation = S3Operation.PutBucketLifecycleConfiguration, Times = 1, Effect = FaultEffect.Status(503, "SlowDown") });
        Server.Faults.Add(new Fault { Operation = S3Operation.GetBucketLifecycleConfiguration, Skip = 1, Times = 1, Effect = hold });
        Task<AbortRule> ensured = Cleanup.EnsureAbortRuleAsync(Bucket, 7);
        await Task.WhenAny(hold.WaitAsync(1, TestContext.Current.CancellationToken), ensured);
        await PutAsync(NewForm);
        hold.Release();
        Assert.True((await ensured).WasWritten);
        Assert.Equal(Rules(NewForm).Select(Canonical), (await RulesAsync()).SkipLast(1).Select(Canonical));
    }

    [Theory]
    [InlineData("NoSuchKey")]
    [InlineData("NotFound")]
    public async Task A_404_that_does_not_say_that_there_are_no_rules_is_a_failure(string code)
    {
        await PutAsync(NewForm);
        Server.Faults.Add(
            new Fault { Operation = S3Operation.GetBucketLifecycleConfiguration, Times = 1, Effect = FaultEffect.Status(404, code) });
        CleanupException failure = await Assert.ThrowsAsync<CleanupException>(() => Cleanup.EnsureAbortRuleAsync(Bucket, 7));
        Assert.Equal(code, Assert.IsType<AmazonS3Exception>(failure.InnerException).ErrorCode);
        Assert.Equal(Rules(NewForm).Select(Canonical), (await RulesAsync()).Select(Canonical));
    }

    private static string Document(params string[] rules) =>
        $"""<LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{string.Concat(rules)}</LifecycleConfiguration>""";

    private static IEnumerable<XElement> Rules(string document) =>
        XDocument.Parse(document, LoadOptions.PreserveWhitespace).Descendants().Where(element => element.Name.LocalName == "Rule");

    /// <summary>The rule without regard to the order of its elements and the blanks between them.</summary>
    private static string Canonical(XElement element) => element.HasElements
        ? $"<{element.Name.LocalName}>{string.Concat(element.Elements().Select(Canonical).Order(StringComparer.Ordinal))}</>"
        : $"<{element.Name.LocalName}>{element.Value}</>";

    private async Task<List<XElement>> RulesAsync()
    {
        using var http = new HttpClient();
        return [.. Rules(await http.GetStringAsync(new Uri(Server.Endpoint, $"/{Bucket}?lifecycle")))];
    }

    private async Task PutAsync(string document)
    {
        using var http = new HttpClient();
        using HttpResponseMessage answer =
            await http.PutAsync(new Uri(Server.Endpoint, $"/{Bucket}?lifecycle"), new StringContent(document));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
