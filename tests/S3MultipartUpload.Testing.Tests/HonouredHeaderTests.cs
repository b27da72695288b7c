using System.Reflection;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Fakes;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Log;
using S3MultipartUpload.Testing.Operations;
using S3MultipartUpload.Testing.Signing;
using S3MultipartUpload.Testing.Storage;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>
/// Every header that the AWS SDK can make of a request's members, one member at a time, is read by the operation that it is sent to, or the
/// request is refused: nothing is accepted and overlooked.
/// </summary>
public sealed class HonouredHeaderTests
{
    private const string Bucket = SdkModel.Bucket;
    private const string Key = SdkModel.Key;

    /// <summary>What is of the connection, of the body or of the signature.</summary>
    private static readonly HashSet<string> OfTransport = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "User-Agent", "Content-Length", "Content-Type", "Transfer-Encoding", "Expect", "Accept", "amz-sdk-invocation-id",
        "amz-sdk-request", "x-amz-content-sha256", "x-amz-date", "x-amz-decoded-content-length", "x-amz-trailer",
    };

    /// <summary>What is read by no operation of this test, and why that is right.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.OrdinalIgnoreCase)
    {
        ["x-amz-algorithm"] = nameof(SigningTests),
        ["x-amz-credential"] = nameof(SigningTests),
        ["x-amz-expires"] = nameof(SigningTests),
        ["x-amz-signature"] = nameof(SigningTests),
        ["x-amz-signedheaders"] = nameof(SigningTests),
        ["x-amz-security-token"] = nameof(SigningTests),
        ["x-amz-request-payer"] = nameof(Settings.PayerAndArchiveTests), // Read in a bucket whose requesters pay.
        ["x-amz-api-version"] = "There is one version, 2006-03-01, which the SDK names.",
        ["x-amz-te"] = "The client offers to take an MD5 behind the body; who does not send one says so by its silence.",
        ["x-amz-user-agent"] = "Says who asks, as User-Agent does where a page may not set that.",
    };

    public static TheoryData<string> Operations => [.. Done];

    private static IEnumerable<string> Done =>
        SdkModel.Operations.Where(operation => Enum.TryParse<S3Operation>(SdkModel.ApiNameOf(operation), out _));

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_header_is_read_or_the_request_is_refused(string operation)
    {
        Sent plain = await SendAsync(operation, null);
        List<string> overlooked = [.. plain.Overlooked];
        foreach (Member member in MembersOf(Basic(operation, "", "")))
        {
            Sent sent = await SendAsync(operation, member);
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{member.Name}: {sent.Status}, {string.Join(", ", sent.Names.Except(plain.Names))}; {sent.Outcome}");
            if (sent.Status < 400 || sent.Status == plain.Status)
            {
                overlooked.AddRange(sent.Overlooked.Except(plain.Overlooked).Select(name => $"{name}: {sent.Status}"));
            }
        }

        Assert.True(overlooked.Count == 0, string.Join('\n', overlooked));
    }

    [Fact]
    public async Task No_header_is_known_that_nothing_reads()
    {
        var read = new HashSet<string>(Elsewhere.Keys.Concat(OfTransport), StringComparer.OrdinalIgnoreCase);
        foreach (string operation in Done)
        {
            foreach (Member? member in MembersOf(Basic(operation, "", "")).Prepend(null))
            {
                read.UnionWith((await SendAsync(operation, member)).Read);
            }
        }

        Assert.DoesNotContain(KnownHeaders.Names.Select(name => $"x-amz-{name}"), name => !read.Contains(name));
    }

    [Fact]
    public void No_parameter_of_a_query_is_known_that_nothing_reads()
    {
        string folder = Path.Combine(RepositoryFolder.FullName, "src", "S3MultipartUpload.Testing");
        string sources = string.Concat(Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "OperationRouter.cs").Select(File.ReadAllText));

        // What S3 adds to an address that a form sends the browser to asks for nothing.
        string[] known = [.. OperationRouter.Routes.SelectMany(route => route.Optional).Distinct().Except(OperationRouter.Redirected)];

        Assert.DoesNotContain(known, name => !IsRead(name));
        Assert.NotEmpty(known);

        bool IsRead(string name) => name.StartsWith("response-", StringComparison.Ordinal)
            ? sources.Contains($"\"{name["response-".Length..]}\"", StringComparison.Ordinal)
            : sources.Contains($"Query(\"{name}\")", StringComparison.Ordinal)
                || sources.Contains($"PageSize(\"{name}\")", StringComparison.Ordinal);
    }

    private static IEnumerable<Member> MembersOf(object request)
    {
        foreach (PropertyInfo property in request.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0))
        {
            if (property.PropertyType == typeof(HeadersCollection))
            {
                foreach (PropertyInfo header in typeof(HeadersCollection).GetProperties().Where(header =>
                    header.SetMethod?.IsPublic == true && header.GetIndexParameters().Length == 0 && header.Name != "ContentLength"))
                {
                    yield return new Member($"Headers.{header.Name}", made =>
                        header.SetValue(property.GetValue(made), ValueOf(header.Name, header.PropertyType)));
                }
            }
            else if (property.PropertyType == typeof(MetadataCollection))
            {
                yield return new Member(property.Name, made => ((MetadataCollection)property.GetValue(made)!).Add("author", "me"));
            }
            else if (property.SetMethod?.IsPublic == true && property.GetValue(request) is null or false or 0
                && ValueOf(property.Name, property.PropertyType) is { } value)
            {
                yield return new Member(property.Name, made => property.SetValue(made, value));
            }
        }
    }

    private static object? ValueOf(string name, Type type) => name switch
    {
        _ when type == typeof(ByteRange) => new ByteRange(0, 1),
        _ when type == typeof(Stream) || name is "FilePath" or "ContentBody" or "CalculateContentMD5Header" => null,
        _ when type.IsSubclassOf(typeof(Delegate)) => null,
        "ContentType" => "text/plain",
        "ContentDisposition" => "attachment",
        _ when name.EndsWith("ProvidedKey", StringComparison.Ordinal) => Convert.ToBase64String(new byte[32]),
        _ when name.EndsWith("ProvidedKeyMD5", StringComparison.Ordinal) => "cLxgg19G4YQXtgtSKPlXCA==",
        _ => SdkModel.Fill(type, 0),
    };

    private static async Task<Sent> SendAsync(string operation, Member? member)
    {
        using Store store = await Store.CreateAsync();
        string uploadId = (await store.Client.InitiateMultipartUploadAsync(Bucket, Key)).UploadId;
        object request = Basic(operation, uploadId, await store.UploadPartAsync(uploadId));
        member?.Set(request);
        store.Last = null;
        string outcome = await SdkModel.RunAsync(store.Client, operation, request);
        return store.Last is { } headers
            ? new Sent(
                store.Log.Records[^1].Status,
                [.. headers.Keys],
                [.. headers.Read.Where(headers.Keys.Contains)],
                [.. headers.Keys.Except(headers.Read, StringComparer.OrdinalIgnoreCase)
                    .Where(name => !OfTransport.Contains(name) && !Elsewhere.ContainsKey(name))],
                outcome)
            : new Sent(400, [], [], [], outcome);
    }

    /// <summary>A request with what it needs, and with no more that becomes a header.</summary>
    private static object Basic(string operation, string uploadId, string eTag)
    {
        object request = SdkModel.Create(operation, uploadId);
        foreach (PropertyInfo property in request.GetType().GetProperties().Where(property => property.SetMethod?.IsPublic == true
            && (property.PropertyType == typeof(List<string>) || property.PropertyType == typeof(MfaCodes)
                || property.Name is "OptionalObjectAttributes" or "Grants" or "AccessControlPolicy" or "AccessControlList"
                    or "SelectParameters" or "OutputLocation" or "PutBucketConfiguration")))
        {
            property.SetValue(request, null);
        }

        switch (request)
        {
            case CopyPartRequest copy:
                (copy.DestinationKey, copy.FirstByte, copy.LastByte) = (Key, 0, 1);
                break;
            case DeleteObjectsRequest delete:
                delete.Objects = [new KeyVersion { Key = Key }];
                break;
            case GetObjectAttributesRequest attributes:
                attributes.ObjectAttributes = [Amazon.S3.ObjectAttributes.ObjectParts];
                break;
            case PutBucketVersioningRequest versioning:
                versioning.VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled };
                break;
            case PutACLRequest acl:
                acl.CannedACL = S3CannedACL.Private;
                break;
            case CompleteMultipartUploadRequest complete:
                complete.PartETags = [new PartETag(1, eTag)];
                break;
            case PutBucketAclRequest acl:
                acl.ACL = S3CannedACL.Private;
                break;
            case PutObjectAclRequest acl:
                acl.ACL = S3CannedACL.Private;
                break;
        }

        return request;
    }

    /// <param name="Name">The name in the SDK.</param>
    /// <param name="Set">Gives it a value.</param>
    private sealed record Member(string Name, Action<object> Set);

    private sealed record Sent(int Status, string[] Names, string[] Read, string[] Overlooked, string Outcome);

    /// <summary>The endpoint in memory, with its bucket and an object; it hears which headers are read.</summary>
    private sealed class Store : IDisposable
    {
        private readonly HttpClient _http;

        private Store()
        {
            var buckets = BucketTable.Open(directory: null, discard: false, out IBlobStore blobs);
            var application = new S3Application(
                new S3TestServerOptions(),
                new Authenticator([], new SigningRules("us-east-1", TimeProvider.System) { AllowAnonymous = true }),
                buckets, blobs, new LifecycleRun(buckets, TimeProvider.System), new FaultSchedule(0), Log);
            _http = new HttpClient(new InMemoryHandler(http => application.HandleAsync(Watched(http)), _ => { }));
            Client = new AmazonS3Client(new AnonymousAWSCredentials(), new AmazonS3Config
            {
                RegionEndpoint = RegionEndpoint.USEast1,
                ForcePathStyle = true,
                MaxErrorRetry = 0,
                HttpClientFactory = new OneClient(_http),
            });
        }

        public AmazonS3Client Client { get; }

        public RequestLog Log { get; } = new(keeps: true);

        public ReadHeaders? Last { get; set; }

        public static async Task<Store> CreateAsync()
        {
            var store = new Store();
            await store.Client.PutBucketAsync(new PutBucketRequest { BucketName = Bucket, ObjectLockEnabledForBucket = true });
            string uploadId = (await store.Client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest
            {
                BucketName = Bucket,
                Key = Key,
                ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
                ChecksumType = ChecksumType.FULL_OBJECT,
            })).UploadId;
            await store.Client.CompleteMultipartUploadAsync((CompleteMultipartUploadRequest)Basic(
                "CompleteMultipartUpload", uploadId, await store.UploadPartAsync(uploadId)));
            return store;
        }

        public async Task<string> UploadPartAsync(string uploadId) => (await Client.UploadPartAsync(new UploadPartRequest
        {
            BucketName = Bucket,
            Key = Key,
            UploadId = uploadId,
            PartNumber = 1,
            InputStream = new MemoryStream([1, 2, 3]),
            ChecksumCRC32 = "VbyAHQ==",
        })).ETag;

        public void Dispose()
        {
            Client.Dispose();
            _http.Dispose();
        }

        private HttpContext Watched(HttpContext http)
        {
            IHttpRequestFeature feature = http.Features.GetRequiredFeature<IHttpRequestFeature>();
            feature.Headers = Last = new ReadHeaders(feature.Headers);
            return http;
        }
    }

    private sealed class OneClient(HttpClient client) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
