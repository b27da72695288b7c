using System.Collections;
using System.Reflection;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>
/// Every operation that the AWS SDK can ask for is done, or answered with 501 NotImplemented, or refused; never is another one done in its
/// place.
/// </summary>
public sealed class OperationModelTests : IClassFixture<OperationModelTests.Endpoint>
{
    private const string Bucket = "photos";
    private const string Key = "cat.jpg";

    /// <summary>Goes to the host of an Object Lambda, over https.</summary>
    private static readonly string[] Elsewhere = ["WriteGetObjectResponse"];

    /// <summary>Where the SDK's name of an operation is not that of the API reference.</summary>
    private static readonly Dictionary<string, string> ApiNames = new()
    {
        ["PutBucket"] = "CreateBucket",
        ["GetObjectMetadata"] = "HeadObject",
        ["GetACL"] = "GetObjectAcl",
        ["PutACL"] = "PutObjectAcl",
        ["ListVersions"] = "ListObjectVersions",
        ["CopyPart"] = "UploadPartCopy",
        ["InitiateMultipartUpload"] = "CreateMultipartUpload",
        ["GetLifecycleConfiguration"] = "GetBucketLifecycleConfiguration",
        ["PutLifecycleConfiguration"] = "PutBucketLifecycleConfiguration",
        ["DeleteLifecycleConfiguration"] = "DeleteBucketLifecycle",
        ["GetCORSConfiguration"] = "GetBucketCors",
        ["PutCORSConfiguration"] = "PutBucketCors",
        ["DeleteCORSConfiguration"] = "DeleteBucketCors",
        ["GetBucketNotification"] = "GetBucketNotificationConfiguration",
        ["PutBucketNotification"] = "PutBucketNotificationConfiguration",
    };

    private readonly Endpoint _endpoint;

    public OperationModelTests(Endpoint endpoint) => _endpoint = endpoint;

    public static TheoryData<string> Operations =>
    [
        .. typeof(IAmazonS3).GetInterfaces().Append(typeof(IAmazonS3)).SelectMany(type => type.GetMethods())
            .Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal)
                && method.GetParameters() is [{ ParameterType: var request }, _]
                && request.IsSubclassOf(typeof(AmazonWebServiceRequest)))
            .Select(method => method.Name[..^"Async".Length]).Distinct().Except(Elsewhere).Order(StringComparer.Ordinal),
    ];

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
        string before = await DescribeAsync(client);
        int requests = server.Requests.Count;

        string outcome = await RunAsync(client, operation, uploadId);

        S3RequestRecord[] made = [.. server.Requests.Skip(requests)];
        TestContext.Current.TestOutputHelper?.WriteLine($"{outcome}; {string.Join("; ", made.Select(record => record.ToString()))}");
        Assert.NotEmpty(made);
        foreach (S3RequestRecord record in made)
        {
            if (record.Status is >= 200 and < 300)
            {
                Assert.Equal(ApiNames.GetValueOrDefault(operation, operation), record.Operation.ToString());
            }
            else
            {
                Assert.True(
                    record.Operation != S3Operation.Unknown || record.Status == 501, $"An unknown operation was answered: {record}");
            }
        }

        if (made.All(record => record.Status >= 400))
        {
            Assert.Equal(before, await DescribeAsync(client));
        }
    }

    private static async Task<string> RunAsync(AmazonS3Client client, string operation, string uploadId)
    {
        MethodInfo method = client.GetType().GetMethods().First(method => method.Name == operation + "Async"
            && method.GetParameters() is [{ ParameterType: var type }, _] && type.IsSubclassOf(typeof(AmazonWebServiceRequest)));
        object request = Create(method.GetParameters()[0].ParameterType, uploadId);
        try
        {
            await (Task)method.Invoke(client, [request, TestContext.Current.CancellationToken])!;
            return "done";
        }
        catch (Exception error) when (error is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            return error.Message;
        }
    }

    /// <summary>All that the endpoint holds.</summary>
    private static async Task<string> DescribeAsync(AmazonS3Client client)
    {
        IEnumerable<string> buckets = (await client.ListBucketsAsync()).Buckets.Select(bucket => bucket.BucketName);
        IEnumerable<string> objects = ((await client.ListVersionsAsync(Bucket)).Versions ?? [])
            .Select(version => $"{version.Key} {version.VersionId} {version.ETag} {version.LastModified:O}");
        IEnumerable<string> uploads = ((await client.ListMultipartUploadsAsync(Bucket)).MultipartUploads ?? [])
            .Select(upload => $"{upload.Key} {upload.UploadId}");
        return string.Join('\n', buckets.Concat(objects).Concat(uploads));
    }

    /// <summary>What a request needs at least: what it addresses, and its documents with something in each of their elements.</summary>
    private static object Create(Type type, string uploadId)
    {
        object request = Activator.CreateInstance(type)!;
        foreach (PropertyInfo property in type.GetProperties().Where(property => property.SetMethod?.IsPublic == true))
        {
            object? value = property.Name switch
            {
                "BucketName" or "Bucket" or "SourceBucket" or "DestinationBucket" => Bucket,
                "Key" or "SourceKey" => Key,
                "DestinationKey" => "copy.jpg",
                "RenameSource" or "CopySource" => $"{Bucket}/{Key}",
                "UploadId" => uploadId,
                "PartNumber" => 1,
                "InputStream" or "Body" => new MemoryStream([1, 2, 3]),
                "Id" or "InventoryId" or "MetricsId" or "AnalyticsId" or "IntelligentTieringId" or "ConfigurationId" => "an-id",
                "AnnotationName" => "note",
                "RequestRoute" or "RequestToken" => "token",
                "Expression" => "SELECT * FROM S3Object",
                "ExpressionType" => ExpressionType.SQL,
                "Days" => 1,
                "Policy" => """{"Version":"2012-10-17","Statement":[]}""",
                _ => IsDocument(property.PropertyType) ? Fill(property.PropertyType, 0) : null,
            };
            if (value is not null && property.PropertyType.IsAssignableFrom(Nullable.GetUnderlyingType(value.GetType()) ?? value.GetType()))
            {
                property.SetValue(request, value);
            }
        }

        return request;
    }

    private static bool IsDocument(Type type) =>
        (type.IsClass && type.Namespace == "Amazon.S3.Model" && !type.IsSubclassOf(typeof(Delegate)) && type != typeof(HeadersCollection))
        || (typeof(IList).IsAssignableFrom(type) && type.IsGenericType);

    private static object? Fill(Type type, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return "text";
        }

        if (type == typeof(DateTime))
        {
            return new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        }

        if (type.IsPrimitive)
        {
            return type == typeof(bool) ? true : Convert.ChangeType(1, type, null);
        }

        if (type.IsSubclassOf(typeof(ConstantClass)))
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static).First(field => field.FieldType == type).GetValue(null);
        }

        if (depth > 9 || type.IsAbstract || type.Name.EndsWith("Filter", StringComparison.Ordinal) || type.GetConstructor([]) is null)
        {
            return null;
        }

        object filled = Activator.CreateInstance(type)!;
        if (filled is IList list)
        {
            if (type.IsGenericType && Fill(type.GetGenericArguments()[0], depth + 1) is { } item)
            {
                list.Add(item);
            }

            return filled;
        }

        foreach (PropertyInfo property in type.GetProperties()
            .Where(property => property.SetMethod?.IsPublic == true && property.GetIndexParameters().Length == 0))
        {
            if (Fill(property.PropertyType, depth + 1) is { } value)
            {
                property.SetValue(filled, value);
            }
        }

        return filled;
    }

    public sealed class Endpoint() : S3TestFixture(new S3TestServerOptions { BucketNames = { Bucket } });
}
