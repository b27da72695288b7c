using System.Security.Authentication;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

public sealed class HttpsTests : EndpointScenario
{
    protected override S3TestServerOptions Options => new() { BucketNames = { Bucket }, Https = true, MinimumPartSize = 1 };

    [Fact]
    public async Task Client_of_the_endpoint_trusts_it_and_others_do_not()
    {
        Assert.Equal("https", Server.Endpoint.Scheme);
        await PutAsync("a", "text");
        Assert.Equal("text"u8.ToArray(), await ReadAsync("a"));

        using var stranger = new HttpClient();
        HttpRequestException error = await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetAsync(Server.Endpoint));
        Assert.IsType<AuthenticationException>(error.InnerException);
    }

    [Fact]
    public async Task Client_of_one_endpoint_does_not_trust_another()
    {
        await using S3TestServer other = await S3TestServer.StartAsync(new S3TestServerOptions { Https = true });
        using AmazonS3Client client = Server.CreateClient(config =>
        {
            config.ServiceURL = other.Endpoint.ToString();
            config.MaxErrorRetry = 0;
            config.MaxStaleConnectionRetries = 0;
        });

        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => client.ListBucketsAsync());

        Assert.IsType<AuthenticationException>(error.GetBaseException());
    }

    [Theory]
    [InlineData(false, "STREAMING-UNSIGNED-PAYLOAD-TRAILER")]
    [InlineData(true, "UNSIGNED-PAYLOAD")]
    public async Task Unsigned_body_is_let_in_over_https(bool checksumGiven, string expected)
    {
        byte[] bytes = RandomBytes(200_000);
        string upload = await CreateUploadAsync("a");
        var request = new UploadPartRequest
        {
            BucketName = Bucket,
            Key = "a",
            UploadId = upload,
            PartNumber = 1,
            InputStream = new MemoryStream(bytes),
            DisablePayloadSigning = true,
        };
        if (checksumGiven)
        {
            byte[] crc = System.IO.Hashing.Crc32.Hash(bytes);
            Array.Reverse(crc);
            request.ChecksumCRC32 = Convert.ToBase64String(crc);
        }

        UploadPartResponse part = await Client.UploadPartAsync(request);
        await CompleteAsync("a", upload, new PartETag(1, part.ETag));

        Assert.NotNull(part.ChecksumCRC32);
        Assert.Equal(bytes, await ReadAsync("a"));
        Assert.Equal(expected, Server.Requests.Single(entry => entry.Operation == S3Operation.UploadPart).BytesReceived == bytes.Length
            ? "UNSIGNED-PAYLOAD"
            : "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    }

    [Fact]
    public async Task Wrong_trailing_checksum_is_refused()
    {
        Server.Faults.Add(new Fault { Operation = S3Operation.PutObject, Effect = FaultEffect.FlipByte(100) });
        var request = new PutObjectRequest
        {
            BucketName = Bucket,
            Key = "a",
            InputStream = new MemoryStream(
            RandomBytes(1000)),
            DisablePayloadSigning = true
        };

        await FailsAsync(() => Client.PutObjectAsync(request), 400, "BadDigest");
    }

    [Fact]
    public async Task Key_of_the_customer_belongs_to_every_request_about_the_bytes()
    {
        string key = Convert.ToBase64String(RandomBytes(32));
        InitiateMultipartUploadResponse created = await Client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest
        {
            BucketName = Bucket,
            Key = "a",
            ServerSideEncryptionCustomerMethod = ServerSideEncryptionCustomerMethod.AES256,
            ServerSideEncryptionCustomerProvidedKey = key,
        });
        await FailsAsync(() => UploadPartAsync("a", created.UploadId, 1, [1]), 400, "InvalidRequest");

        UploadPartResponse part = await Client.UploadPartAsync(new UploadPartRequest
        {
            BucketName = Bucket,
            Key = "a",
            UploadId = created.UploadId,
            PartNumber = 1,
            InputStream = new MemoryStream([1]),
            ServerSideEncryptionCustomerMethod = ServerSideEncryptionCustomerMethod.AES256,
            ServerSideEncryptionCustomerProvidedKey = key,
        });
        await CompleteAsync("a", created.UploadId, new PartETag(1, part.ETag));

        await FailsAsync(() => Client.GetObjectAsync(Bucket, "a"), 400, "InvalidRequest");
    }

    [Fact]
    public async Task Copy_brings_the_key_of_its_source_and_gives_the_copy_one_of_its_own_or_none()
    {
        string key = Convert.ToBase64String(RandomBytes(32));
        await Client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = Bucket,
            Key = "a",
            ContentBody = "text",
            ServerSideEncryptionCustomerMethod = ServerSideEncryptionCustomerMethod.AES256,
            ServerSideEncryptionCustomerProvidedKey = key,
        });
        var request = new CopyObjectRequest { SourceBucket = Bucket, SourceKey = "a", DestinationBucket = Bucket, DestinationKey = "b" };

        await FailsAsync(() => Client.CopyObjectAsync(request), 400, "InvalidRequest");
        request.CopySourceServerSideEncryptionCustomerMethod = ServerSideEncryptionCustomerMethod.AES256;
        request.CopySourceServerSideEncryptionCustomerProvidedKey = key;
        await Client.CopyObjectAsync(request);

        Assert.Equal("text"u8.ToArray(), await ReadAsync("b"));
    }

    [Fact]
    public async Task Another_key_of_the_customer_opens_neither_the_upload_nor_the_object()
    {
        string key = Convert.ToBase64String(RandomBytes(32));
        string other = Convert.ToBase64String(RandomBytes(32));
        string upload = (await Client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest
        {
            BucketName = Bucket,
            Key = "a",
            ServerSideEncryptionCustomerMethod = ServerSideEncryptionCustomerMethod.AES256,
            ServerSideEncryptionCustomerProvidedKey = key,
        })).UploadId;
        UploadPartRequest Part(int number, byte[] bytes, string providedKey) => new()
        {
            BucketName = Bucket,
            Key = "a",
            UploadId = upload,
            PartNumber = number,
            InputStream = new MemoryStream(bytes),
            ServerSideEncryptionCustomerMethod = ServerSideEncryptionCustomerMethod.AES256,
            ServerSideEncryptionCustomerProvidedKey = providedKey,
        };
        GetObjectRequest Get(int part, string providedKey) => new()
        {
            BucketName = Bucket,
            Key = "a",
            PartNumber = part,
            ServerSideEncryptionCustomerMethod = ServerSideEncryptionCustomerMethod.AES256,
            ServerSideEncryptionCustomerProvidedKey = providedKey,
        };
        await FailsAsync(() => Client.UploadPartAsync(Part(1, [1], other)), 400, "InvalidRequest");
        UploadPartRequest wrongDigest = Part(1, [1], key);
        wrongDigest.ServerSideEncryptionCustomerProvidedKeyMD5 = "AAAAAAAAAAAAAAAAAAAAAA==";
        await FailsAsync(() => Client.UploadPartAsync(wrongDigest), 400, "InvalidArgument");

        var first = new PartETag(1, (await Client.UploadPartAsync(Part(1, [1, 2], key))).ETag);
        var second = new PartETag(2, (await Client.UploadPartAsync(Part(2, [3], key))).ETag);
        await CompleteAsync("a", upload, first, second);

        await FailsAsync(() => Client.GetObjectAsync(Get(1, other)), 400, "InvalidRequest");
        foreach ((int part, int length) in new[] { (1, 2), (2, 1) })
        {
            using GetObjectResponse read = await Client.GetObjectAsync(Get(part, key));
            Assert.Equal((2, length), (read.PartsCount, read.ContentLength));
        }
    }
}
