using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests.Settings;

/// <summary>What a policy denies is denied to the account too; what nobody would act on is not taken.</summary>
public sealed class PolicyTests : RawScenario
{
    private const string Everybody = "\"*\"";

    protected override S3TestServerOptions Options => new() { BucketNames = { Bucket } };

    public static TheoryData<string, string> Unknown => new()
    {
        { """{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}""", "IpAddress" },
        { """{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}""", "aws:PrincipalOrgID" },
        { """{"ForAllValues:StringEquals":{"s3:x-amz-acl":"private"}}""", "ForAllValues:StringEquals" },
    };

    [Theory]
    [InlineData(Everybody)]
    [InlineData("""{"AWS":"arn:aws:iam::123456789012:root"}""")]
    [InlineData("""{"AWS":["123456789012"]}""")]
    public async Task What_is_denied_is_denied_to_the_account_and_all_else_is_not(string principal)
    {
        await PutAsync("kept/a", "text");
        await PutAsync("b", "text");
        await PutPolicyAsync(Deny("s3:DeleteObject", $"{Bucket}/kept/*", principal));

        await FailsAsync(() => Client.DeleteObjectAsync(Bucket, "kept/a"), 403, "AccessDenied");
        await Client.DeleteObjectAsync(Bucket, "b");
        Assert.Equal("text"u8.ToArray(), await ReadAsync("kept/a"));
        await Client.DeleteBucketPolicyAsync(Bucket);
        await Client.DeleteObjectAsync(Bucket, "kept/a");
    }

    [Theory]
    [InlineData("arn:aws:iam::123456789012:user/somebody")]
    [InlineData("arn:aws:iam::999999999999:root")]
    public async Task What_is_denied_to_somebody_else_is_not_denied_here(string principal)
    {
        await PutPolicyAsync(Deny("s3:PutObject", $"{Bucket}/*", $$"""{"AWS":"{{principal}}"}"""));

        await PutAsync("a", "text");
        Assert.Equal("text"u8.ToArray(), await ReadAsync("a"));
    }

    [Fact]
    public async Task Objects_that_are_deleted_together_are_looked_at_one_by_one()
    {
        await PutAsync("kept/a", "text");
        await PutAsync("b", "text");
        await PutPolicyAsync(Deny("s3:Delete*", $"{Bucket}/kept/*"));

        DeleteObjectsException error = await Assert.ThrowsAsync<DeleteObjectsException>(() => Client.DeleteObjectsAsync(new()
        {
            BucketName = Bucket,
            Objects = [new() { Key = "kept/a" }, new() { Key = "b" }],
        }));

        Assert.Equal(("kept/a", "AccessDenied"), (Assert.Single(error.Response.DeleteErrors).Key, error.Response.DeleteErrors[0].Code));
        Assert.Equal("b", Assert.Single(error.Response.DeletedObjects).Key);
    }

    [Fact]
    public async Task What_the_headers_of_a_write_ask_for_is_looked_at_too()
    {
        await PutPolicyAsync(Deny("s3:PutObjectTagging", $"{Bucket}/*"));

        await FailsAsync(
            () => Client.PutObjectAsync(new()
            {
                BucketName = Bucket,
                Key = "a",
                ContentBody = "text",
                TagSet = [new() { Key = "b", Value = "c" }],
            }),
            403,
            "AccessDenied");
        await PutAsync("a", "text");
    }

    [Fact]
    public async Task A_copy_reads_its_source()
    {
        await PutAsync("secret/a", "text");
        await PutPolicyAsync(Deny("s3:GetObject", $"{Bucket}/secret/*"));

        await FailsAsync(() => Client.CopyObjectAsync(Bucket, "secret/a", Bucket, "b"), 403, "AccessDenied");
        string upload = await CreateUploadAsync("b");
        await FailsAsync(
            () => Client.CopyPartAsync(new()
            {
                SourceBucket = Bucket,
                SourceKey = "secret/a",
                DestinationBucket = Bucket,
                DestinationKey = "b",
                UploadId = upload,
                PartNumber = 1,
            }),
            403,
            "AccessDenied");
        await FailsAsync(() => Client.GetObjectMetadataAsync(Bucket, "secret/a"), 403, "Forbidden");
    }

    [Theory]
    [InlineData("s3:ListBucket", "ListObjectsV2")]
    [InlineData("s3:PutLifecycleConfiguration", "DeleteLifecycle")]
    [InlineData("s3:ListBucketVersions", "ListVersions")]
    [InlineData("s3:*", "PutBucketVersioning")]
    public async Task Actions_are_called_as_amazon_calls_them(string action, string operation)
    {
        Func<Task> ask = operation switch
        {
            "ListObjectsV2" => () => Client.ListObjectsV2Async(new() { BucketName = Bucket }),
            "DeleteLifecycle" => () => Client.DeleteLifecycleConfigurationAsync(Bucket),
            "ListVersions" => () => Client.ListVersionsAsync(Bucket),
            _ => () => Client.PutBucketVersioningAsync(new()
            {
                BucketName = Bucket,
                VersioningConfig = new() { Status = VersionStatus.Enabled },
            }),
        };
        await ask();
        await PutPolicyAsync(Deny(action, Bucket));

        await FailsAsync(ask, 403, "AccessDenied");
        Assert.Contains(action, (await Client.GetBucketPolicyAsync(Bucket)).Policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_only_tls_may_ask_for_is_denied_over_http()
    {
        await PutPolicyAsync(Deny("s3:*", $"{Bucket}/*", condition: """{"Bool":{"aws:SecureTransport":"false"}}"""));
        await FailsAsync(() => PutAsync("a", "text"), 403, "AccessDenied");

        await using S3TestServer secure = await S3TestServer.StartAsync(new() { BucketNames = { Bucket }, Https = true });
        using AmazonS3Client client = secure.CreateClient();
        await client.PutBucketPolicyAsync(new()
        {
            BucketName = Bucket,
            Policy = Policy(Deny("s3:*", $"{Bucket}/*", condition: """{"Bool":{"aws:SecureTransport":"false"}}""")),
        });
        await client.PutObjectAsync(new() { BucketName = Bucket, Key = "a", ContentBody = "text" });
    }

    [Fact]
    public async Task Objects_without_the_encryption_that_is_demanded_are_denied()
    {
        await PutPolicyAsync(Deny(
            "s3:PutObject", $"{Bucket}/*", condition: """{"StringNotEquals":{"s3:x-amz-server-side-encryption":["aws:kms","AES256"]}}"""));

        await FailsAsync(() => PutAsync("a", "text"), 403, "AccessDenied");
        await Client.PutObjectAsync(new()
        {
            BucketName = Bucket,
            Key = "a",
            ContentBody = "text",
            ServerSideEncryptionMethod = ServerSideEncryptionMethod.AES256,
        });
    }

    [Theory]
    [InlineData("""{"Null":{"s3:x-amz-acl":"true"}}""", null, true)]
    [InlineData("""{"Null":{"s3:x-amz-acl":"true"}}""", "private", false)]
    [InlineData("""{"StringLike":{"s3:x-amz-acl":"public-*"}}""", "public-read", true)]
    [InlineData("""{"StringLike":{"s3:x-amz-acl":"public-*"}}""", "private", false)]
    [InlineData("""{"StringLike":{"s3:x-amz-acl":"*"}}""", null, false)]
    [InlineData("""{"StringNotLike":{"s3:x-amz-acl":"public-*"}}""", null, true)]
    [InlineData("""{"StringEqualsIgnoreCase":{"s3:x-amz-acl":"PRIVATE"},"Bool":{"aws:SecureTransport":false}}""", "private", true)]
    [InlineData("""{"StringEqualsIgnoreCase":{"s3:x-amz-acl":"PRIVATE"},"Bool":{"aws:SecureTransport":true}}""", "private", false)]
    public async Task Conditions_are_about_the_request(string condition, string? acl, bool denied)
    {
        await PutPolicyAsync(Deny("s3:PutObject", $"{Bucket}/*", condition: condition));
        var request = new PutObjectRequest { BucketName = Bucket, Key = "a", ContentBody = "text" };
        if (acl is not null)
        {
            request.CannedACL = new(acl);
        }

        if (denied)
        {
            await FailsAsync(() => Client.PutObjectAsync(request), 403, "AccessDenied");
        }
        else
        {
            await Client.PutObjectAsync(request);
        }
    }

    [Fact]
    public async Task Everybody_is_let_in_on_a_condition()
    {
        await PutAsync("a", "text");
        await PutPolicyAsync(
            $$"""{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::{{Bucket}}/*","Condition":""" +
            """{"Bool":{"aws:SecureTransport":"true"}}}""");

        AssertRefused(await SendAsync(Get, $"/{Bucket}/a"), 403, "AccessDenied");
        await using S3TestServer secure = await S3TestServer.StartAsync(new() { BucketNames = { Bucket }, Https = true });
        using AmazonS3Client client = secure.CreateClient();
        await client.PutObjectAsync(new() { BucketName = Bucket, Key = "a", ContentBody = "text" });
        await client.PutBucketPolicyAsync(new() { BucketName = Bucket, Policy = (await Client.GetBucketPolicyAsync(Bucket)).Policy });
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var http = new HttpClient(handler);
        Assert.Equal("text", await http.GetStringAsync(new Uri(secure.Endpoint, $"/{Bucket}/a")));
    }

    [Theory]
    [MemberData(nameof(Unknown))]
    public async Task A_policy_on_a_condition_that_nobody_would_look_at_is_not_taken(string condition, string name)
    {
        AmazonS3Exception error = await FailsAsync(
            () => PutPolicyAsync(Deny("s3:GetObject", $"{Bucket}/*", condition: condition)), 501, "NotImplemented");

        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        Assert.Equal("NoSuchBucketPolicy", await CodeOfPolicyAsync());
    }

    [Theory]
    [InlineData("\"x\"")]
    [InlineData("{\"Bool\":\"x\"}")]
    public async Task Conditions_have_a_form(string condition) =>
        await FailsAsync(() => PutPolicyAsync(Deny("s3:GetObject", $"{Bucket}/*", condition: condition)), 400, "MalformedPolicy");

    /// <summary>The SDK takes the error for a policy.</summary>
    private async Task<string?> CodeOfPolicyAsync()
    {
        await Client.GetBucketPolicyAsync(Bucket);
        return Server.Requests[^1].ErrorCode;
    }

    private static string Deny(string action, string resource, string principal = Everybody, string? condition = null) =>
        $$"""{"Effect":"Deny","Principal":{{principal}},"Action":"{{action}}","Resource":"arn:aws:s3:::{{resource}}"""
        + (condition is null ? "\"}" : $"\",\"Condition\":{condition}}}");

    private static string Policy(string statement) => $$"""{"Version":"2012-10-17","Statement":[{{statement}}]}""";

    private Task<PutBucketPolicyResponse> PutPolicyAsync(string statement) =>
        Client.PutBucketPolicyAsync(new() { BucketName = Bucket, Policy = Policy(statement) });
}
