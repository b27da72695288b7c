using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using CsCheck;
using Moq;
using S3MultipartUpload.Incomplete;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Tests;

public sealed class AbortRuleSpecs
{
    /// <summary>What was asked of the client, but for its configuration.</summary>
    private IEnumerable<IInvocation> Requests => _s3.Invocations.Where(call => call.Method.Name != "get_Config");

    private readonly Mock<IAmazonS3> _s3 = new();
    private readonly List<PutLifecycleConfigurationRequest> _written = [];
    private GetLifecycleConfigurationResponse _present = new() { HttpStatusCode = HttpStatusCode.NotFound };

    public AbortRuleSpecs()
    {
        _s3.Setup(s3 => s3.GetLifecycleConfigurationAsync(It.IsAny<GetLifecycleConfigurationRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(() => _present);
        _s3.Setup(s3 => s3.PutLifecycleConfigurationAsync(It.IsAny<PutLifecycleConfigurationRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((PutLifecycleConfigurationRequest request, CancellationToken _) =>
            {
                _written.Add(request);
                Present(request.Configuration.Rules);
                return new();
            });
    }

    private IncompleteUploads Cleanup => new(_s3.Object, Samples.SmallOptions());

    public static TheoryData<string, LifecycleRule> RulesWithHoles => new()
    {
        { "no action", Foreign(rule => rule.Expiration = null) },
        { "no status", Foreign(rule => rule.Status = null) },
        { "an empty expiration", Foreign(rule => rule.Expiration = new()) },
        { "an empty noncurrent expiration", Foreign(rule => rule.NoncurrentVersionExpiration = new()) },
        { "an abort without days", Foreign(rule => rule.AbortIncompleteMultipartUpload = new()) },
        { "a transition to nowhere", Foreign(rule => rule.Transitions = [new() { Days = 1 }]) },
        { "a transition at no time", Foreign(rule => rule.Transitions = [new() { StorageClass = "GLACIER" }]) },
        { "a noncurrent transition to nowhere", Foreign(rule => rule.NoncurrentVersionTransitions = [new() { NoncurrentDays = 1 }]) },
        { "an And of one", Foreign(
            rule => rule.Filter = new() { LifecycleFilterPredicate = new LifecycleAndOperator { Operands = [Prefix("a")] } }) },
    };

    [Fact]
    public async Task A_bucket_without_rules_gets_one()
    {
        AbortRule rule = await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7, "tmp/", expectedBucketOwner: "owner");
        LifecycleRule written = Assert.Single(Assert.Single(_written).Configuration.Rules);
        Assert.Equal(new AbortRule { Id = written.Id, Prefix = "tmp/", DaysAfterInitiation = 7, WasWritten = true }, rule);
        Assert.Equal(7, written.AbortIncompleteMultipartUpload.DaysAfterInitiation);
        Assert.Equal("tmp/", Assert.IsType<LifecyclePrefixPredicate>(written.Filter.LifecycleFilterPredicate).Prefix);
        Assert.Equal(LifecycleRuleStatus.Enabled, written.Status);
        Assert.Equal((MockBucket.Name, "owner"), (_written[0].BucketName, _written[0].ExpectedBucketOwner));
    }

    [Fact]
    public async Task Without_a_prefix_the_rule_is_for_the_whole_bucket()
    {
        await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 1);
        Assert.Equal(
            "", Assert.IsType<LifecyclePrefixPredicate>(_written[0].Configuration.Rules[0].Filter.LifecycleFilterPredicate).Prefix);
    }

    [Fact]
    public async Task Once_it_is_there_nothing_is_written_again()
    {
        AbortRule first = await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7, "tmp/");
        AbortRule second = await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7, "tmp/");
        Assert.Equal(first with { WasWritten = false }, second);
        Assert.Single(_written);
    }

    [Fact]
    public async Task Other_days_change_the_rule_and_other_prefixes_have_rules_of_their_own()
    {
        await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7, "tmp/");
        await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 3, "tmp/");
        await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 5, "logs/");
        Assert.Equal([3, 5], _written[^1].Configuration.Rules.Select(rule => rule.AbortIncompleteMultipartUpload.DaysAfterInitiation));
        Assert.Distinct(_written[^1].Configuration.Rules.Select(rule => rule.Id));
    }

    [Fact]
    public async Task A_rule_that_was_disabled_is_enabled()
    {
        await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7, "tmp/");
        _present.Configuration.Rules[0].Status = LifecycleRuleStatus.Disabled;
        Assert.True((await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7, "tmp/")).WasWritten);
        Assert.Equal(LifecycleRuleStatus.Enabled, Assert.Single(_present.Configuration.Rules).Status);
    }

    [Fact]
    public void Other_rules_stay_and_what_is_told_is_what_the_store_then_does() => Gen
        .Select(Gen.Select(Gen.Int[0, 3], Gen.Int[1, 4], Gen.Bool, Gen.Bool).List[0, 6], Gen.Int[0, 3], Gen.Int[1, 4], Gen.Int[0, 4])
        .Sample(
            (rules, length, days, ownDays) =>
            {
                string prefix = "a/b/"[..length];
                List<LifecycleRule> before = [.. rules.Select((rule, index) => new LifecycleRule
                {
                    Id = $"foreign-{index}",
                    Status = rule.Item3 ? LifecycleRuleStatus.Enabled : LifecycleRuleStatus.Disabled,
                    Filter = new() { LifecycleFilterPredicate = Prefix("a/b/"[..rule.Item1]) },
                    AbortIncompleteMultipartUpload = rule.Item4 ? new() { DaysAfterInitiation = rule.Item2 } : null,
                    Expiration = rule.Item4 ? null : new() { Days = rule.Item2 },
                })];
                List<LifecycleRule> present = ownDays == 0 ? before : LifecycleRules.With(State(before), prefix, ownDays);
                AbortRule? inForce = LifecycleRules.InForce(State(present), prefix, days);
                List<LifecycleRule> after = inForce is null ? LifecycleRules.With(State(present), prefix, days) : present;
                AbortRule? told = LifecycleRules.InForce(State(after), prefix, days);

                Assert.NotNull(told);
                Assert.Equal(before, after.Take(before.Count));
                Assert.Equal(
                    after.Where(rule => rule.Status == LifecycleRuleStatus.Enabled
                        && prefix.StartsWith(PrefixOf(rule), StringComparison.Ordinal))
                        .Min(rule => rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation),
                    told.DaysAfterInitiation);
                Assert.InRange(told.DaysAfterInitiation, 1, days);
                Assert.Contains(after, rule => (rule.Id, PrefixOf(rule)) == (told.Id, told.Prefix));
            });

    [Theory]
    [InlineData("old/", 3)]
    [InlineData("ol", 7)]
    [InlineData("", 1)]
    public async Task A_rule_of_somebody_else_that_covers_the_prefix_and_is_soon_enough_is_the_one_in_force(string prefix, int days)
    {
        Present([Abort("later", "old/", 9), Abort("other", prefix, days), Abort("below", "old/x/", 1)]);
        Assert.Equal(
            new AbortRule { Id = "other", Prefix = prefix, DaysAfterInitiation = days, WasWritten = false },
            await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7, "old/"));
        Assert.Empty(_written);
    }

    [Fact]
    public async Task The_librarys_own_rule_gets_the_days_asked_for_but_the_shorter_one_is_told()
    {
        await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 1, "old/");
        Present([.. _present.Configuration.Rules, Abort("shorter", "", 3)]);
        Assert.Equal(
            new AbortRule { Id = "shorter", Prefix = "", DaysAfterInitiation = 3, WasWritten = false },
            await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7, "old/"));
        Assert.Equal([3, 7], _present.Configuration.Rules.Select(rule => rule.AbortIncompleteMultipartUpload.DaysAfterInitiation));
    }

    [Fact]
    public async Task What_another_writes_before_the_write_is_tried_again_stays()
    {
        OnPut(_ =>
        {
            Present([Foreign()]);
            throw MockBucket.Error(503, "SlowDown");
        });
        Assert.True((await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7)).WasWritten);
        Assert.Equal(2, _present.Configuration.Rules.Count);
        Assert.Equal("foreign", _present.Configuration.Rules[0].Id);
    }

    [Fact]
    public async Task A_rule_that_another_has_overwritten_is_written_again_beside_theirs()
    {
        OnPut(_ => Present([Foreign()]));
        AbortRule rule = await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7);
        Assert.True(rule.WasWritten);
        Assert.Equal(["foreign", rule.Id], _present.Configuration.Rules.Select(present => present.Id));
    }

    [Fact]
    public async Task A_write_that_seemed_to_fail_and_was_done_counts_as_written()
    {
        OnPut(rules =>
        {
            Present(rules);
            throw MockBucket.Error(500, "InternalError");
        });
        Assert.True((await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7)).WasWritten);
        Assert.Empty(_written);
    }

    [Fact]
    public async Task A_store_that_never_shows_what_was_written_ends_the_call_with_that_word()
    {
        _s3.Setup(s3 => s3.PutLifecycleConfigurationAsync(It.IsAny<PutLifecycleConfigurationRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new PutLifecycleConfigurationResponse());
        CleanupException failure = await Assert.ThrowsAsync<CleanupException>(() => Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7));
        Assert.Contains("took the rule", failure.Message, StringComparison.Ordinal);
        Assert.Contains("does not show it", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_404_of_a_bucket_that_is_not_there_is_no_empty_configuration()
    {
        _s3.Setup(s3 => s3.HeadBucketAsync(It.IsAny<HeadBucketRequest>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(MockBucket.Error(404, "NotFound"));
        CleanupException failure = await Assert.ThrowsAsync<CleanupException>(() => Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7));
        Assert.Equal(HttpStatusCode.NotFound, Assert.IsType<AmazonS3Exception>(failure.InnerException).StatusCode);
        Assert.Empty(_written);
    }

    [Fact]
    public async Task Who_may_not_ask_for_the_bucket_may_still_write_its_rules()
    {
        _s3.Setup(s3 => s3.HeadBucketAsync(It.IsAny<HeadBucketRequest>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(MockBucket.Error(403, "Forbidden"));
        Assert.True((await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7)).WasWritten);
    }

    [Fact]
    public async Task A_mock_of_the_SDKs_class_is_asked_as_a_mock()
    {
        var config = new AmazonS3Config { ServiceURL = "http://127.0.0.1:1" };
        var client = new Mock<AmazonS3Client>(new AnonymousAWSCredentials(), config);
        client.Setup(s3 => s3.GetLifecycleConfigurationAsync(It.IsAny<GetLifecycleConfigurationRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new GetLifecycleConfigurationResponse
            {
                HttpStatusCode = HttpStatusCode.OK,
                Configuration = new() { Rules = [Abort(LifecycleRules.IdOf("tmp/"), "tmp/", 7)] },
            });
        var uploads = new IncompleteUploads(client.Object, Samples.SmallOptions());
        Assert.False((await uploads.EnsureAbortRuleAsync("photos", 7, "tmp/")).WasWritten);
    }

    [Fact]
    public async Task Where_another_stores_document_cannot_be_seen_rules_of_others_are_neither_written_nor_believed()
    {
        _s3.Setup(s3 => s3.Config).Returns(new AmazonS3Config { ServiceURL = "http://127.0.0.1:1" });
        Assert.True((await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7, "old/")).WasWritten);
        Assert.True((await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7, "tmp/")).WasWritten);
        Present([.. _present.Configuration.Rules, Abort("foreign", "", 1)]);
        Assert.Equal(7, (await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7, "tmp/")).DaysAfterInitiation);
        CleanupException failure = await Assert.ThrowsAsync<CleanupException>(() => Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7));
        Assert.Contains("'foreign'", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, _written.Count);
    }

    [Fact]
    public async Task A_rule_of_somebody_else_that_says_the_same_will_do()
    {
        Present([Foreign(rule => (rule.Id, rule.AbortIncompleteMultipartUpload) = (null, new() { DaysAfterInitiation = 7 }))]);
        Assert.Equal(
            new AbortRule { Id = null, Prefix = "old/", DaysAfterInitiation = 7, WasWritten = false }, await Cleanup
                .EnsureAbortRuleAsync(MockBucket.Name, 7, "old/"));
        Assert.Empty(_written);
    }

    [Fact]
    public async Task The_librarys_own_rule_follows_the_days_even_where_somebody_elses_says_the_same()
    {
        await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 1, "old/");
        Present([.. _present.Configuration.Rules,
            Foreign(rule => rule.AbortIncompleteMultipartUpload = new() { DaysAfterInitiation = 7 })]);
        Assert.True((await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7, "old/")).WasWritten);
        Assert.All(_present.Configuration.Rules, rule => Assert.Equal(7, rule.AbortIncompleteMultipartUpload.DaysAfterInitiation));
    }

    [Fact]
    public async Task A_filter_is_understood_in_either_form_of_the_SDK()
    {
        LifecycleRule rule = Foreign(
            rule => (rule.Filter, rule.AbortIncompleteMultipartUpload) = (new() { Prefix = "old/" }, new() { DaysAfterInitiation = 7 }));
        Present([rule]);
        Assert.False((await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7, "old/")).WasWritten);
        Assert.True((await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7)).WasWritten);
        rule.Filter = new() { Tag = new() { Key = "k", Value = "v" } };
        Present([rule]);
        Assert.True((await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7)).WasWritten);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rule_for_some_keys_under_the_prefix_only_will_not_do(bool isEnabled)
    {
        Present([Foreign(rule =>
        {
            rule.Status = isEnabled ? LifecycleRuleStatus.Enabled : LifecycleRuleStatus.Disabled;
            rule.AbortIncompleteMultipartUpload = new() { DaysAfterInitiation = 7 };
            rule.Filter = isEnabled
                ? new()
                {
                    LifecycleFilterPredicate = new LifecycleAndOperator
                    {
                        Operands = [Prefix("old/"), new LifecycleObjectSizeGreaterThanPredicate { ObjectSizeGreaterThan = 1 }],
                    },
                }
                : rule.Filter;
        })]);
        Assert.True((await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7, "old/")).WasWritten);
        Assert.Equal(2, _present.Configuration.Rules.Count);
    }

#pragma warning disable CS0618 // The old form is what this is about.
    [Fact]
    public async Task Among_rules_of_the_old_form_it_has_the_old_form()
    {
        Present([Foreign(rule => (rule.Filter, rule.Prefix) = (null, "old/"))]);
        await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7, "tmp/");
        Assert.All(_present.Configuration.Rules, rule => Assert.Null(rule.Filter));
        Assert.Equal(["old/", "tmp/"], _present.Configuration.Rules.Select(rule => rule.Prefix));
        Assert.False((await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7, "tmp/")).WasWritten);
        await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 8, "tmp/");
        Assert.Equal(["old/", "tmp/"], _present.Configuration.Rules.Select(rule => rule.Prefix));
    }
#pragma warning restore CS0618

    [Fact]
    public async Task What_the_configuration_says_of_small_objects_stays()
    {
        Present([Foreign()]);
        _present.TransitionDefaultMinimumObjectSize = TransitionDefaultMinimumObjectSize.VariesByStorageClass;
        await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7);
        Assert.Equal(TransitionDefaultMinimumObjectSize.VariesByStorageClass, _written[0].TransitionDefaultMinimumObjectSize);
    }

    [Theory]
    [MemberData(nameof(RulesWithHoles))]
    public async Task A_rule_that_the_SDK_has_not_understood_is_never_written_back(string hole, LifecycleRule rule)
    {
        Present([Foreign(), rule]);
        CleanupException failure = await Assert.ThrowsAsync<CleanupException>(() => Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7));
        Assert.True(failure.Message.Contains("'foreign'", StringComparison.Ordinal), hole);
        Assert.Empty(_written);
    }

    [Fact]
    public async Task A_rule_under_its_own_id_that_does_something_else_is_left_alone()
    {
        await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7, "tmp/");
        _present.Configuration.Rules[0].Expiration = new() { Days = 30 };
        CleanupException failure =
            await Assert.ThrowsAsync<CleanupException>(() => Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 3, "tmp/"));
        Assert.Contains(_present.Configuration.Rules[0].Id, failure.Message, StringComparison.Ordinal);
        Assert.Single(_written);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public async Task Less_than_a_day_is_refused_before_any_request(int days)
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Cleanup.EnsureAbortRuleAsync(MockBucket.Name, days));
        Assert.Empty(Requests);
    }

    [Theory]
    [InlineData("a/b", "tmp/")]
    [InlineData("", "tmp/")]
    [InlineData("photos", "a\u0001b")]
    public async Task What_cannot_be_sent_is_refused_before_any_request(string bucket, string prefix)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Cleanup.EnsureAbortRuleAsync(bucket, 7, prefix));
        Assert.Empty(Requests);
    }

    [Theory]
    [InlineData(501, "NotImplemented")]
    [InlineData(405, "MethodNotAllowed")]
    [InlineData(400, "NotImplemented")]
    public async Task A_store_without_lifecycle_is_named_as_such(int status, string code)
    {
        _s3.Setup(s3 => s3.GetLifecycleConfigurationAsync(It.IsAny<GetLifecycleConfigurationRequest>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(MockBucket.Error(status, code));
        LifecycleNotSupportedException failure =
            await Assert.ThrowsAsync<LifecycleNotSupportedException>(() => Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7));
        Assert.Contains("AbortAsync", failure.Message, StringComparison.Ordinal);
        Assert.Single(Requests);
    }

    [Theory]
    [InlineData(501, "NotImplemented")]
    [InlineData(400, "MalformedXML")]
    public async Task A_store_that_takes_no_such_rule_is_named_as_such(int status, string code)
    {
        _s3.Setup(s3 => s3.PutLifecycleConfigurationAsync(It.IsAny<PutLifecycleConfigurationRequest>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(MockBucket.Error(status, code));
        await Assert.ThrowsAsync<LifecycleNotSupportedException>(() => Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7));
    }

    [Fact]
    public async Task A_store_that_has_other_rules_but_refuses_all_of_them_has_lifecycle()
    {
        Present([Foreign()]);
        _s3.Setup(s3 => s3.PutLifecycleConfigurationAsync(It.IsAny<PutLifecycleConfigurationRequest>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(MockBucket.Error(400, "MalformedXML"));
        await Assert.ThrowsAsync<CleanupException>(() => Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7));
    }

    [Fact]
    public async Task An_answer_without_rules_that_is_no_404_is_not_taken_for_an_empty_configuration()
    {
        // Swift lists the bucket's objects, and the SDK finds no rules in that.
        _present = new() { HttpStatusCode = HttpStatusCode.OK, Configuration = new() };
        await Assert.ThrowsAsync<LifecycleNotSupportedException>(() => Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7));
        Assert.Empty(_written);
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_read_is_never_written()
    {
        _s3.Setup(s3 => s3.GetLifecycleConfigurationAsync(It.IsAny<GetLifecycleConfigurationRequest>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(MockBucket.Error(403, "AccessDenied"));
        CleanupException failure = await Assert.ThrowsAsync<CleanupException>(() => Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7));
        Assert.Equal("AccessDenied", Assert.IsType<AmazonS3Exception>(failure.InnerException).ErrorCode);
        Assert.Empty(_written);
    }

    [Fact]
    public async Task A_transient_failure_is_tried_again()
    {
        int attempts = 0;
        _s3.Setup(s3 => s3.GetLifecycleConfigurationAsync(It.IsAny<GetLifecycleConfigurationRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(() => ++attempts < 3 ? throw MockBucket.Error(503, "SlowDown") : _present);
        Assert.True((await Cleanup.EnsureAbortRuleAsync(MockBucket.Name, 7)).WasWritten);
    }

    [Fact]
    public void An_id_fits_whatever_the_prefix() => Gen.String.Sample(prefix => Assert.InRange(LifecycleRules.IdOf(prefix).Length, 1, 255));

    private static LifecyclePrefixPredicate Prefix(string prefix) => new() { Prefix = prefix };

    private static string PrefixOf(LifecycleRule rule) =>
        Assert.IsType<LifecyclePrefixPredicate>(rule.Filter.LifecycleFilterPredicate).Prefix;

    private static LifecycleState State(List<LifecycleRule> rules) => new(rules, [], IsCertain: true, MinimumSize: null);

    private static LifecycleRule Abort(string id, string prefix, int days) => Foreign(rule =>
    {
        (rule.Id, rule.Expiration) = (id, null);
        rule.Filter = new() { LifecycleFilterPredicate = Prefix(prefix) };
        rule.AbortIncompleteMultipartUpload = new() { DaysAfterInitiation = days };
    });

    /// <summary>What happens in place of the first write; the later ones are as ever.</summary>
    private void OnPut(Action<List<LifecycleRule>> first)
    {
        bool isFirst = true;
        _s3.Setup(s3 => s3.PutLifecycleConfigurationAsync(It.IsAny<PutLifecycleConfigurationRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((PutLifecycleConfigurationRequest request, CancellationToken _) =>
            {
                Action<List<LifecycleRule>> action = isFirst ? first : Present;
                isFirst = false;
                action(request.Configuration.Rules);
                return new();
            });
    }

    private static LifecycleRule Foreign(Action<LifecycleRule>? change = null)
    {
        var rule = new LifecycleRule
        {
            Id = "foreign",
            Status = LifecycleRuleStatus.Enabled,
            Filter = new() { LifecycleFilterPredicate = Prefix("old/") },
            Expiration = new() { Days = 30 },
        };
        change?.Invoke(rule);
        return rule;
    }

    private void Present(List<LifecycleRule> rules) =>
        _present = new() { HttpStatusCode = HttpStatusCode.OK, Configuration = new() { Rules = rules } };
}
