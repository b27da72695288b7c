using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests.Settings;

public sealed class AclTests : EndpointScenario
{
    private readonly HttpClient _http = new();

    protected override S3TestServerOptions Options => new() { BucketNames = { Bucket } };

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Forbidden)]
    [InlineData("private", HttpStatusCode.Forbidden)]
    [InlineData("bucket-owner-full-control", HttpStatusCode.Forbidden)]
    [InlineData("authenticated-read", HttpStatusCode.Forbidden)]
    [InlineData("public-read", HttpStatusCode.OK)]
    [InlineData("public-read-write", HttpStatusCode.OK)]
    public async Task Object_is_read_by_anybody_only_where_its_list_says_so(string? acl, HttpStatusCode expected)
    {
        await Client.PutObjectAsync(new() { BucketName = Bucket, Key = "a", ContentBody = "x", CannedACL = acl is null ? null : new(acl) });

        Assert.Equal(expected, await StatusAsync(HttpMethod.Get, "a"));
        Assert.Equal(expected, await StatusAsync(HttpMethod.Head, "a"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Put, "a"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Delete, "a"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, "a?tagging"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, ""));
    }

    [Theory]
    [InlineData("private", false, false)]
    [InlineData("public-read", true, false)]
    [InlineData("public-read-write", true, true)]
    public async Task Bucket_is_listed_and_written_by_anybody_only_where_its_list_says_so(string acl, bool listed, bool written)
    {
        await Client.PutBucketAsync(new PutBucketRequest { BucketName = "open-photos", CannedACL = new(acl) });

        HttpStatusCode Allowed(bool allowed, HttpStatusCode status = HttpStatusCode.OK) => allowed ? status : HttpStatusCode.Forbidden;
        Assert.Equal(Allowed(listed), await StatusAsync(HttpMethod.Get, "?list-type=2", "open-photos"));
        Assert.Equal(Allowed(listed), await StatusAsync(HttpMethod.Head, "", "open-photos"));
        Assert.Equal(Allowed(listed, HttpStatusCode.NotFound), await StatusAsync(HttpMethod.Get, "none", "open-photos"));
        Assert.Equal(Allowed(written), await StatusAsync(HttpMethod.Put, "a", "open-photos"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Post, "a?uploads", "open-photos"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, "?acl", "open-photos"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Delete, "", "open-photos"));
        Assert.Equal(Allowed(written, HttpStatusCode.NoContent), await StatusAsync(HttpMethod.Delete, "a", "open-photos"));
    }

    [Fact]
    public async Task List_is_told_and_changed_by_its_name_or_by_the_same_grants()
    {
        await PutAsync("a", "x");
        Assert.Equal("FULL_CONTROL", await GrantsAsync("a"));

        await Client.PutObjectAclAsync(new() { BucketName = Bucket, Key = "a", ACL = S3CannedACL.PublicRead });
        Assert.Equal("READ http://acs.amazonaws.com/groups/global/AllUsers, FULL_CONTROL", await GrantsAsync("a"));
        GetObjectAclResponse list = await Client.GetObjectAclAsync(new() { BucketName = Bucket, Key = "a" });
        await PutAsync("b", "x");
        await Client.PutObjectAclAsync(new()
        {
            BucketName = Bucket,
            Key = "b",
            AccessControlPolicy = new S3AccessControlList { Owner = list.Owner, Grants = list.Grants },
        });

        Assert.Equal(await GrantsAsync("a"), await GrantsAsync("b"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, "b"));
        await Client.PutBucketAclAsync(new() { BucketName = Bucket, ACL = S3CannedACL.LogDeliveryWrite });
        Assert.Equal(3, (await Client.GetBucketAclAsync(new() { BucketName = Bucket })).Grants.Count);
    }

    [Fact]
    public async Task Grant_that_is_not_kept_is_refused_rather_than_forgotten()
    {
        await PutAsync("a", "x");
        GetObjectAclResponse list = await Client.GetObjectAclAsync(new() { BucketName = Bucket, Key = "a" });
        var other = new S3Grant { Grantee = new() { CanonicalUser = "somebody-else" }, Permission = S3Permission.READ };

        await FailsAsync(
            () => Client.PutObjectAclAsync(new()
            {
                BucketName = Bucket,
                Key = "a",
                AccessControlPolicy = new S3AccessControlList { Owner = list.Owner, Grants = [.. list.Grants, other] },
            }), 501, "NotImplemented");
        var request = new PutObjectRequest { BucketName = Bucket, Key = "a", ContentBody = "y" };
        request.Headers["x-amz-grant-read"] = "id=somebody-else";
        await FailsAsync(() => Client.PutObjectAsync(request), 501, "NotImplemented");
        await FailsAsync(
            () => Client.PutObjectAsync(new() { BucketName = Bucket, Key = "a", CannedACL = new("nonsense") }), 400, "InvalidArgument");

        Assert.Equal("x"u8.ToArray(), await ReadAsync("a"));
    }

    [Fact]
    public async Task Copy_and_completed_upload_have_the_list_of_their_own_request()
    {
        await Client.PutObjectAsync(new() { BucketName = Bucket, Key = "a", ContentBody = "x", CannedACL = S3CannedACL.PublicRead });
        await Client.CopyObjectAsync(Bucket, "a", Bucket, "copy");
        InitiateMultipartUploadResponse upload = await Client.InitiateMultipartUploadAsync(new()
        {
            BucketName = Bucket,
            Key = "parts",
            CannedACL = S3CannedACL.PublicRead,
        });
        await CompleteAsync("parts", upload.UploadId, await UploadPartAsync("parts", upload.UploadId, 1, [1]));

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, "copy"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, "parts"));
    }

    [Fact]
    public async Task Block_of_public_access_and_enforced_ownership_are_above_every_list()
    {
        await Client.PutObjectAsync(new() { BucketName = Bucket, Key = "a", ContentBody = "x", CannedACL = S3CannedACL.PublicRead });
        Task putAsync(S3CannedACL acl) => Client.PutObjectAsync(new() { BucketName = Bucket, Key = "b", CannedACL = acl });

        await Client.PutPublicAccessBlockAsync(new()
        {
            BucketName = Bucket,
            PublicAccessBlockConfiguration = new() { BlockPublicAcls = true, IgnorePublicAcls = true },
        });
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, "a"));
        await FailsAsync(() => putAsync(S3CannedACL.PublicRead), 403, "AccessDenied");
        await Client.DeletePublicAccessBlockAsync(new() { BucketName = Bucket });
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, "a"));

        await Client.PutBucketOwnershipControlsAsync(new()
        {
            BucketName = Bucket,
            OwnershipControls = new() { Rules = [new() { ObjectOwnership = ObjectOwnership.BucketOwnerEnforced }] },
        });
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, "a"));
        await FailsAsync(() => putAsync(S3CannedACL.PublicRead), 400, "AccessControlListNotSupported");
        await putAsync(S3CannedACL.BucketOwnerFullControl);
    }

    [Fact]
    public async Task Policy_lets_everybody_do_what_it_allows_and_denies_what_it_denies()
    {
        await PutAsync("open/a", "x");
        await PutAsync("open/secret", "x");
        await PutAsync("b", "x");
        await Client.PutBucketPolicyAsync(new()
        {
            BucketName = Bucket,
            Policy = """
                {"Version":"2012-10-17","Statement":[
                    {"Effect":"Allow","Principal":"*","Action":"s3:get*","Resource":["arn:aws:s3:::photos/open/*"]},
                    {"Effect":"Allow","Principal":{"AWS":"*"},"Action":["s3:PutObject"],"Resource":"arn:aws:s3:::photos/in/?"},
                    {"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}},
                    {"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::photos/open/secret"}]}
                """,
        });

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, "open/a"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, "open/secret"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, "b"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, "open/none"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, ""));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Put, "in/1"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Put, "in/12"));
        await FailsAsync(() => ReadAsync("open/secret"), 403, "AccessDenied");
        Assert.Equal("x"u8.ToArray(), await ReadAsync("b"));
        await Client.PutPublicAccessBlockAsync(new()
        {
            BucketName = Bucket,
            PublicAccessBlockConfiguration = new() { RestrictPublicBuckets = true },
        });

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, "open/a"));
    }

    [Fact]
    public async Task Ownership_is_enforced_only_where_the_list_of_the_bucket_grants_nothing()
    {
        PutBucketRequest create(ObjectOwnership ownership) => new()
        {
            BucketName = "open-photos",
            CannedACL = S3CannedACL.PublicRead,
            ObjectOwnership = ownership,
        };
        Task enforce() => Client.PutBucketOwnershipControlsAsync(new()
        {
            BucketName = "open-photos",
            OwnershipControls = new() { Rules = [new() { ObjectOwnership = ObjectOwnership.BucketOwnerEnforced }] },
        });

        await FailsAsync(
            () => Client.PutBucketAsync(create(ObjectOwnership.BucketOwnerEnforced)), 400, "InvalidBucketAclWithObjectOwnership");
        await FailsAsync(enforce, 404, "NoSuchBucket");
        await Client.PutBucketAsync(create(ObjectOwnership.ObjectWriter));
        await FailsAsync(enforce, 400, "InvalidBucketAclWithObjectOwnership");
        await Client.PutBucketAclAsync(new() { BucketName = "open-photos", ACL = S3CannedACL.Private });

        await enforce();

        GetBucketOwnershipControlsResponse controls = await Client.GetBucketOwnershipControlsAsync(new() { BucketName = "open-photos" });
        Assert.Equal(ObjectOwnership.BucketOwnerEnforced, controls.OwnershipControls.Rules.Single().ObjectOwnership);
    }

    private async Task<string> GrantsAsync(string key) => string.Join(
        ", ",
        (await Client.GetObjectAclAsync(new() { BucketName = Bucket, Key = key })).Grants
            .Select(grant => $"{grant.Permission} {grant.Grantee.URI}".TrimEnd()));

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, string rest, string bucket = Bucket)
    {
        string slash = rest.StartsWith('?') || rest.Length == 0 ? "" : "/";
        using var request = new HttpRequestMessage(method, new Uri(Server.Endpoint, $"{bucket}{slash}{rest}"));
        request.Content = method == HttpMethod.Put ? new ByteArrayContent([1]) : null;
        using HttpResponseMessage response = await _http.SendAsync(request);
        return response.StatusCode;
    }
}
