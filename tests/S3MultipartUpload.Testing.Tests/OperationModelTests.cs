using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Tests.Settings;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>
/// Every operation that the AWS SDK can ask for is done, or answered with 501 NotImplemented, or refused; never is another one done in its
/// place.
/// </summary>
public sealed class OperationModelTests : IClassFixture<OperationModelTests.Endpoint>, IDisposable
{
    private const string Bucket = SdkModel.Bucket;
    private const string Key = SdkModel.Key;

    /// <summary>Documents that let nothing less be done.</summary>
    private static readonly string[] Furniture = ["tagging", "encryption", "publicAccessBlock", "website", "notification", "accelerate"];

    private readonly Endpoint _endpoint;
    private readonly HttpClient _http = new();

    public OperationModelTests(Endpoint endpoint) => _endpoint = endpoint;

    public void Dispose() => _http.Dispose();

    public static TheoryData<string> Operations => [.. SdkModel.Operations];

    [Fact]
    public void The_model_is_the_sdk_s_whole_one() => Assert.True(Operations.Count > 90, $"Only {Operations.Count} operations were found.");

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_is_done_or_refused_and_nothing_else_is_done(string operation)
    {
        S3TestServer server = _endpoint.Server;
        server.Reset();
        using AmazonS3Client client = server.CreateClient();
        await client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = Key, ContentBody = "content" });
        string uploadId = (await client.InitiateMultipartUploadAsync(Bucket, Key)).UploadId;
        await FurnishAsync();
        string before = await DescribeAsync();
        int requests = server.Requests.Count;

        string outcome = await SdkModel.RunAsync(client, operation, SdkModel.Create(operation, uploadId));

        S3RequestRecord[] made = [.. server.Requests.Skip(requests)];
        TestContext.Current.TestOutputHelper?.WriteLine($"{outcome}; {string.Join("; ", made.Select(record => record.ToString()))}");
        Assert.NotEmpty(made);
        foreach (S3RequestRecord record in made)
        {
            if (record.Status is >= 200 and < 300)
            {
                Assert.Equal(SdkModel.ApiNameOf(operation), record.Operation.ToString());
            }
            else
            {
                Assert.True(
                    record.Operation != S3Operation.Unknown || record.Status == 501, $"An unknown operation was answered: {record}");
            }
        }

        if (made.All(record => record.Status >= 400))
        {
            Assert.Equal(before, await DescribeAsync());
        }
    }

    private async Task FurnishAsync()
    {
        IEnumerable<(string Target, string Document)> documents = DocumentTests.Documents.Select(row => row.Data)
            .Where(row => Furniture.Contains(row.Item1)).Select(row => ($"{Bucket}?{row.Item1}", row.Item2));
        foreach ((string target, string document) in documents
            .Append(($"{Bucket}/{Key}?tagging", DocumentTests.Documents.Single(row => row.Data.Item1 == "tagging").Data.Item2)))
        {
            using HttpResponseMessage put = await _http.PutAsync(new Uri(_endpoint.Server.Endpoint, target), new StringContent(document));
            put.EnsureSuccessStatusCode();
        }
    }

    /// <summary>All that the endpoint holds: what it answers wherever it can be asked.</summary>
    private async Task<string> DescribeAsync()
    {
        var all = new List<string>();
        foreach (OperationRoute route in OperationRouter.Routes.Where(route => route.Method == "GET"))
        {
            string path = route.Level switch { TargetLevel.Service => "", TargetLevel.Bucket => Bucket, _ => $"{Bucket}/{Key}" };
            using HttpResponseMessage got =
                await _http.GetAsync(new Uri(_endpoint.Server.Endpoint, $"{path}?{string.Join('&', route.Required)}"));
            all.Add($"{route.Operation}: {got.StatusCode} {(got.IsSuccessStatusCode ? await got.Content.ReadAsStringAsync() : "")}");
        }

        return string.Join('\n', all);
    }

    public sealed class Endpoint() : S3TestFixture(new S3TestServerOptions { BucketNames = { Bucket }, AllowAnonymous = true });
}
