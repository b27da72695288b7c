using System.Net;
using System.Text;
using System.Xml.Linq;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests.Settings;

/// <summary>What code that sets a bucket up puts there, and finds there.</summary>
public sealed class DocumentTests : EndpointScenario
{
    private readonly HttpClient _http = new();

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData("cors", "NoSuchCORSConfiguration")]
    [InlineData("tagging", "NoSuchTagSet")]
    [InlineData("ownershipControls", "OwnershipControlsNotFoundError")]
    [InlineData("publicAccessBlock", "NoSuchPublicAccessBlockConfiguration")]
    [InlineData("policy", "NoSuchBucketPolicy")]
    [InlineData("policyStatus", "NoSuchBucketPolicy")]
    [InlineData("website", "NoSuchWebsiteConfiguration")]
    [InlineData("replication", "ReplicationConfigurationNotFoundError")]
    [InlineData("object-lock", "ObjectLockConfigurationNotFoundError")]
    public async Task Document_that_nobody_put_is_missed_by_its_own_error(string name, string errorCode)
    {
        using HttpResponseMessage response = await _http.GetAsync(Address(name));

        Assert.Equal((HttpStatusCode.NotFound, errorCode), (response.StatusCode, await ErrorCodeAsync(response)));
    }

    [Theory]
    [InlineData("encryption", "ServerSideEncryptionConfiguration", "AES256false")]
    [InlineData("notification", "NotificationConfiguration", "")]
    [InlineData("logging", "BucketLoggingStatus", "")]
    [InlineData("accelerate", "AccelerateConfiguration", "")]
    [InlineData("requestPayment", "RequestPaymentConfiguration", "BucketOwner")]
    [InlineData("versioning", "VersioningConfiguration", "")]
    public async Task Setting_that_every_bucket_has_is_told_from_the_start(string name, string root, string text)
    {
        var document = XDocument.Parse(await _http.GetStringAsync(Address(name)));

        Assert.Equal((root, text), (document.Root?.Name.LocalName, document.Root?.Value));
    }

    public static TheoryData<string, string, int> Documents => new()
    {
        { "tagging", "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>", 204 },
        {
            "encryption",
            "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm>" +
            "</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>",
            200
        },
        {
            "ownershipControls",
            "<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>",
            200
        },
        {
            "publicAccessBlock",
            "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>",
            200
        },
        {
            "policy",
            """{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::photos/*"}]}""",
            204
        },
        { "website", "<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix></IndexDocument></WebsiteConfiguration>", 200 },
        { "notification", "<NotificationConfiguration><EventBridgeConfiguration /></NotificationConfiguration>", 200 },
        { "logging", "<BucketLoggingStatus />", 200 },
        { "accelerate", "<AccelerateConfiguration><Status>Suspended</Status></AccelerateConfiguration>", 200 },
        { "requestPayment", "<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>", 200 },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Document_comes_back_as_it_was_put(string name, string document, int status)
    {
        using HttpResponseMessage put = await _http.PutAsync(Address(name), new StringContent(document));
        using HttpResponseMessage got = await _http.GetAsync(Address(name));

        Assert.Equal((status, HttpStatusCode.OK), ((int)put.StatusCode, got.StatusCode));
        Assert.Equal(document, await got.Content.ReadAsStringAsync());
        Assert.Equal(name == "policy" ? "application/json" : "application/xml", got.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("tagging")]
    [InlineData("encryption")]
    [InlineData("ownershipControls")]
    [InlineData("publicAccessBlock")]
    [InlineData("policy")]
    [InlineData("website")]
    public async Task Document_that_is_deleted_is_as_if_it_had_never_been_put(string name)
    {
        string before = await AnswerAsync(name);
        TheoryDataRow<string, string, int> row = Documents.Single(row => row.Data.Item1 == name);
        using HttpResponseMessage put = await _http.PutAsync(Address(name), new StringContent(row.Data.Item2));
        Assert.NotEqual(before, await AnswerAsync(name));

        using HttpResponseMessage deleted = await _http.DeleteAsync(Address(name));
        using HttpResponseMessage again = await _http.DeleteAsync(Address(name));

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (deleted.StatusCode, again.StatusCode));
        Assert.Equal(before, await AnswerAsync(name));
        Assert.Equal([Bucket], (await Client.ListBucketsAsync()).Buckets.Select(bucket => bucket.BucketName));
    }

    [Theory]
    [InlineData("tagging", "<TagSet />", "MalformedXML")]
    [InlineData("tagging", "<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>", "MalformedXML")]
    [InlineData("tagging", "<Tagging><TagSet><Tag><Key></Key><Value></Value></Tag></TagSet></Tagging>", "InvalidTag")]
    [InlineData("encryption", "<ServerSideEncryptionConfiguration />", "MalformedXML")]
    [InlineData(
        "encryption",
        "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>" +
        "<KMSMasterKeyID>k</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>",
        "InvalidArgument")]
    [InlineData("ownershipControls", "<OwnershipControls />", "MalformedXML")]
    [InlineData(
        "ownershipControls", "<OwnershipControls><Rule><ObjectOwnership>Mine</ObjectOwnership></Rule></OwnershipControls>", "MalformedXML")]
    [InlineData(
        "publicAccessBlock",
        "<PublicAccessBlockConfiguration><BlockPublicAcls>maybe</BlockPublicAcls></PublicAccessBlockConfiguration>",
        "MalformedXML")]
    [InlineData("website", "<WebsiteConfiguration />", "InvalidArgument")]
    [InlineData("notification", "not XML", "MalformedXML")]
    [InlineData("accelerate", "<AccelerateConfiguration />", "MalformedXML")]
    [InlineData("requestPayment", "<RequestPaymentConfiguration><Payer>me</Payer></RequestPaymentConfiguration>", "MalformedXML")]
    [InlineData("policy", "not JSON", "MalformedPolicy")]
    [InlineData("policy", "{}", "MalformedPolicy")]
    [InlineData("policy", """{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}""", "MalformedPolicy")]
    [InlineData(
        "policy", """{"Statement":{"Effect":"Perhaps","Principal":"*","Action":"s3:*","Resource":"*"}}""", "MalformedPolicy")]
    [InlineData(
        "policy", """{"Statement":{"Effect":"Allow","NotPrincipal":"*","Action":"s3:*","Resource":"*"}}""", "MalformedPolicy")]
    public async Task Document_that_S3_does_not_take_is_refused_and_changes_nothing(string name, string document, string errorCode)
    {
        string before = await AnswerAsync(name);

        using HttpResponseMessage response = await _http.PutAsync(Address(name), new StringContent(document));

        Assert.Equal((HttpStatusCode.BadRequest, errorCode), (response.StatusCode, await ErrorCodeAsync(response)));
        Assert.Equal(before, await AnswerAsync(name));
    }

    [Fact]
    public async Task Bucket_is_made_with_its_tags()
    {
        await Client.PutBucketAsync(new PutBucketRequest
        {
            BucketName = "tagged-photos",
            PutBucketConfiguration = new() { Tags = [new() { Key = "team", Value = "a b" }] },
        });

        Tag tag = Assert.Single((await Client.GetBucketTaggingAsync(new() { BucketName = "tagged-photos" })).TagSet);
        Assert.Equal(("team", "a b"), (tag.Key, tag.Value));
    }

    [Fact]
    public async Task Bucket_has_at_most_50_tags()
    {
        Task put(int tags) => Client.PutBucketTaggingAsync(new()
        {
            BucketName = Bucket,
            TagSet = [.. Enumerable.Range(0, tags).Select(number => new Tag { Key = $"{number}", Value = "x" })],
        });

        await put(50);
        await FailsAsync(() => put(51), 400, "BadRequest");

        Assert.Equal(50, (await Client.GetBucketTaggingAsync(new() { BucketName = Bucket })).TagSet.Count);
    }

    [Fact]
    public async Task Objects_that_name_no_encryption_are_marked_with_that_of_the_bucket()
    {
        await Client.PutBucketEncryptionAsync(new()
        {
            BucketName = Bucket,
            ServerSideEncryptionConfiguration = new()
            {
                ServerSideEncryptionRules =
                [
                    new()
                    {
                        BucketKeyEnabled = true,
                        ServerSideEncryptionByDefault = new()
                        {
                            ServerSideEncryptionAlgorithm = ServerSideEncryptionMethod.AWSKMS,
                            ServerSideEncryptionKeyManagementServiceKeyId = "key-1",
                        },
                    },
                ],
            },
        });
        PutObjectResponse put = await PutAsync("a", "x");
        await Client.PutObjectAsync(new()
        {
            BucketName = Bucket,
            Key = "b",
            ContentBody = "x",
            ServerSideEncryptionMethod = ServerSideEncryptionMethod.AES256,
        });
        GetObjectMetadataResponse own = await Client.GetObjectMetadataAsync(Bucket, "b");
        GetObjectMetadataResponse given = await Client.GetObjectMetadataAsync(Bucket, "a");

        Assert.Equal(ServerSideEncryptionMethod.AWSKMS, put.ServerSideEncryptionMethod);
        Assert.Equal(
            (ServerSideEncryptionMethod.AWSKMS, "key-1", true),
            (given.ServerSideEncryptionMethod, given.ServerSideEncryptionKeyManagementServiceKeyId, given.BucketKeyEnabled));
        Assert.Equal(ServerSideEncryptionMethod.AES256, own.ServerSideEncryptionMethod);
    }

    [Theory]
    [InlineData("\"*\"", "", true)]
    [InlineData("""{"AWS":"*"}""", "", true)]
    [InlineData("""{"AWS":["arn:aws:iam::123456789012:root","*"]}""", "", true)]
    [InlineData("""{"AWS":"arn:aws:iam::123456789012:root"}""", "", false)]
    [InlineData("\"*\"", ""","Condition":{"Bool":{"aws:SecureTransport":"true"}}""", true)]
    public async Task Policy_is_public_where_it_lets_everybody_in_and_a_block_refuses_it(string principal, string condition, bool isPublic)
    {
        string policy = $$"""
            {"Statement":[{"Effect":"Allow","Principal":{{principal}},"Action":"s3:GetObject","Resource":"*"{{condition}}}]}
            """;
        await Client.PutBucketPolicyAsync(new() { BucketName = Bucket, Policy = policy });

        Assert.Equal(isPublic, (await Client.GetBucketPolicyStatusAsync(new() { BucketName = Bucket })).PolicyStatus.IsPublic);
        await Client.PutPublicAccessBlockAsync(new()
        {
            BucketName = Bucket,
            PublicAccessBlockConfiguration = new() { BlockPublicPolicy = true },
        });
        Task again() => Client.PutBucketPolicyAsync(new() { BucketName = Bucket, Policy = policy });
        await (isPublic ? FailsAsync(again, 403, "AccessDenied") : again());
    }

    [Fact]
    public async Task Settings_survive_a_restart()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var options = new S3TestServerOptions { DataDirectory = folder };
            await using (S3TestServer first = await S3TestServer.StartAsync(options))
            {
                using AmazonS3Client client = PlainClient(first);
                await client.PutBucketAsync(new PutBucketRequest { BucketName = Bucket, ObjectLockEnabledForBucket = true });
                await client.PutBucketTaggingAsync(new() { BucketName = Bucket, TagSet = [new() { Key = "a", Value = "b" }] });
                await client.PutObjectAsync(new()
                {
                    BucketName = Bucket,
                    Key = "a",
                    ObjectLockLegalHoldStatus = ObjectLockLegalHoldStatus.On,
                    CannedACL = S3CannedACL.PublicRead,
                });
            }

            await using S3TestServer second = await S3TestServer.StartAsync(options);
            using AmazonS3Client again = PlainClient(second);
            Assert.Equal("b", (await again.GetBucketTaggingAsync(new() { BucketName = Bucket })).TagSet.Single().Value);
            GetObjectMetadataResponse head = await again.GetObjectMetadataAsync(Bucket, "a");
            Assert.Equal(ObjectLockLegalHoldStatus.On, head.ObjectLockLegalHoldStatus);
            using HttpResponseMessage anonymous = await _http.GetAsync(new Uri(second.Endpoint, $"{Bucket}/a"));
            Assert.Equal(HttpStatusCode.OK, anonymous.StatusCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Uri Address(string name) => new(Server.Endpoint, $"{Bucket}?{name}");

    /// <summary>Status and body, without what differs from request to request.</summary>
    private async Task<string> AnswerAsync(string name)
    {
        using HttpResponseMessage response = await _http.GetAsync(Address(name));
        string body = await response.Content.ReadAsStringAsync();
        return new StringBuilder($"{response.StatusCode} ").Append(body.Split("<RequestId>")[0]).ToString();
    }

    private static async Task<string?> ErrorCodeAsync(HttpResponseMessage response) =>
        XDocument.Parse(await response.Content.ReadAsStringAsync()).Root?.Element("Code")?.Value;
}
