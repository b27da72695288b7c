using System.Collections.Concurrent;
using System.Text.Json;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>Each policy of docs/iam.md allows what its feature asks of the store, as the endpoint has logged it; nothing else.</summary>
public sealed class IamPageTests : FeatureScenario
{
    private const string Base = "Objects in parts";

    // What other settings are added to.
    private static readonly string[] Additions = ["Tags", "An ACL", "Keys of KMS", "Object lock", "Versions", "Conditions"];

    private readonly ConcurrentDictionary<string, (string Query, IReadOnlyDictionary<string, string> Headers)> _sent = new();

    public static TheoryData<string> Headings => [.. Policies.Keys, "Conditions"];

    private static Dictionary<string, string> Policies => Documents.Sections(Documents.Read("docs/iam.md"))
        .Select(section => (section.Key, Policy: Documents.Blocks(section.Value, "json").SingleOrDefault()))
        .Where(section => section.Policy is not null)
        .ToDictionary(section => section.Key, section => section.Policy!);

    [Theory]
    [MemberData(nameof(Headings))]
    public async Task A_policy_allows_exactly_what_the_feature_asks_for(string heading)
    {
        Wire.OnAnswer = (request, answer) =>
        {
            if (answer.Headers.TryGetValues("x-amz-request-id", out IEnumerable<string>? ids))
            {
                _sent[ids.Single()] = (
                    request.RequestUri?.Query ?? "",
                    request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(',', header.Value)));
            }

            return Task.CompletedTask;
        };
        await Features[heading]();
        HashSet<string> asked = [.. Server.Requests.SelectMany(ActionsOf)];
        if (heading == "Verifying")
        {
            asked.Remove("s3:PutObject"); // What is verified has to be stored first.
        }

        if (Additions.Contains(heading))
        {
            asked.ExceptWith(ActionsIn(Policies[Base]));
        }

        Assert.Equal(asked.Order(), ActionsIn(Policies.GetValueOrDefault(heading)).Order());
    }

    [Fact]
    public void Every_feature_has_a_policy() => Assert.Equal(Features.Keys.Order(), Headings.Select(row => row.Data).Order());

    /// <summary>An action on a bucket is allowed on buckets, one on objects on objects; on anything else it is allowed in vain.</summary>
    [Fact]
    public void Actions_are_allowed_on_what_they_are_about() => Assert.All(Policies.Values, policy =>
    {
        using var document = JsonDocument.Parse(policy);
        Assert.Equal("2012-10-17", document.RootElement.GetProperty("Version").GetString());
        Assert.All(document.RootElement.GetProperty("Statement").EnumerateArray(), statement =>
        {
            Assert.Equal("Allow", statement.GetProperty("Effect").GetString());
            string resource = statement.GetProperty("Resource").GetString() ?? "";
            Assert.All(statement.GetProperty("Action").EnumerateArray().Select(action => action.GetString() ?? ""), action => Assert.Equal(
                action.StartsWith("kms:", StringComparison.Ordinal) ? "key"
                    : action is "s3:ListBucket" or "s3:ListBucketMultipartUploads" or "s3:GetBucketCORS"
                        || action.EndsWith("LifecycleConfiguration", StringComparison.Ordinal) ? "bucket"
                    : "object",
                resource.StartsWith("arn:aws:kms:", StringComparison.Ordinal) ? "key" : resource.Contains('/') ? "object" : "bucket"));
        });
    });

    /// <summary>A request of which no answer has come back is one whose like was answered.</summary>
    private IEnumerable<string> ActionsOf(S3RequestRecord request) =>
        _sent.TryGetValue(request.RequestId, out (string Query, IReadOnlyDictionary<string, string> Headers) sent)
            ? IamActions.Of(request.Operation, sent.Query, sent.Headers)
            : [];

    private static IEnumerable<string> ActionsIn(string? policy)
    {
        if (policy is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(policy);
        return
        [
            .. document.RootElement.GetProperty("Statement").EnumerateArray()
                .SelectMany(statement => statement.GetProperty("Action").EnumerateArray())
                .Select(action => action.GetString() ?? ""),
        ];
    }
}
