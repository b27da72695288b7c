using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests.Settings;

/// <summary>What everybody may do goes no further than the policy or the list says.</summary>
public sealed class AnonymousLimitTests : RawScenario
{
    protected override S3TestServerOptions Options => new() { BucketNames = { Bucket } };

    [Theory]
    [InlineData("", "s3:DeleteObject", false)]
    [InlineData("", "s3:DeleteObjectVersion", true)]
    [InlineData("public-read-write", null, false)]
    public async Task Versions_are_deleted_only_by_who_may_delete_versions(string acl, string? action, bool allowed)
    {
        string version = await LockedAsync(acl, action);
        string document = $"<Delete><Object><Key>a</Key><VersionId>{version}</VersionId></Object></Delete>";
        (string, string) bypass = ("x-amz-bypass-governance-retention", "true");

        AssertRefused(await SendAsync(HttpMethod.Delete, $"/locked/a?versionId={version}", headers: bypass), 403, "AccessDenied");
        Assert.Contains(
            "<Code>AccessDenied</Code>", (await SendAsync(Post, "/locked?delete", document, bypass)).Body, StringComparison.Ordinal);
        Assert.Single((await Client.ListVersionsAsync("locked")).Versions);

        await Client.PutObjectRetentionAsync(new()
        {
            BucketName = "locked",
            Key = "a",
            BypassGovernanceRetention = true,
            Retention = new(),
        });
        Assert.Equal(allowed ? 204 : 403, (await SendAsync(HttpMethod.Delete, $"/locked/a?versionId={version}")).Status);
    }

    [Theory]
    [InlineData("""{"Effect":"Deny","Principal":"*","Action":"s3:DeleteObject","Resource":"arn:aws:s3:::photos/kept/*"}""")]
    [InlineData("""
        {"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"s3:DeleteObject",
        "Resource":"arn:aws:s3:::photos/kept/*"}
        """)]
    public async Task Objects_that_are_deleted_together_are_looked_at_one_by_one(string denial)
    {
        await PutAsync("kept/a", "text");
        await PutAsync("b", "text");
        await PutPolicyAsync(
            Bucket, $$"""{"Effect":"Allow","Principal":"*","Action":"s3:DeleteObject","Resource":"arn:aws:s3:::photos/*"},{{denial}}""");

        (int status, string body) = await SendAsync(
            Post, $"/{Bucket}?delete", "<Delete><Object><Key>kept/a</Key></Object><Object><Key>b</Key></Object></Delete>");

        Assert.Equal(200, status);
        Assert.Contains("<Key>kept/a</Key><Code>AccessDenied</Code>", body, StringComparison.Ordinal);
        Assert.Equal("kept/a", Assert.Single((await Client.ListObjectsV2Async(new() { BucketName = Bucket })).S3Objects).Key);
    }

    [Theory]
    [InlineData("x-amz-acl", "public-read", "s3:PutObjectAcl")]
    [InlineData("x-amz-tagging", "a=b", "s3:PutObjectTagging")]
    public async Task Object_is_described_only_by_who_may_do_so(string header, string value, string action)
    {
        await PutPolicyAsync(Bucket, Allow("s3:PutObject"));
        AssertRefused(await SendAsync(Put, $"/{Bucket}/a", "text", (header, value)), 403, "AccessDenied");

        await PutPolicyAsync(Bucket, $"{Allow("s3:PutObject")},{Allow(action)}");
        Assert.Equal(200, (await SendAsync(Put, $"/{Bucket}/a", "text", (header, value))).Status);
    }

    [Fact]
    public async Task Headers_of_a_reply_are_chosen_by_who_signs()
    {
        await Client.PutObjectAsync(new() { BucketName = Bucket, Key = "a", ContentBody = "x", CannedACL = S3CannedACL.PublicRead });

        Assert.Equal(200, (await SendAsync(Get, $"/{Bucket}/a")).Status);
        AssertRefused(await SendAsync(Get, $"/{Bucket}/a?response-content-type=text/html"), 400, "InvalidRequest");
    }

    private async Task<string> LockedAsync(string acl, string? action)
    {
        await Client.PutBucketAsync(new PutBucketRequest
        {
            BucketName = "locked",
            ObjectLockEnabledForBucket = true,
            CannedACL = acl.Length > 0 ? new(acl) : null,
        });
        if (action is not null)
        {
            await PutPolicyAsync("locked", Allow(action, "locked"));
        }

        PutObjectResponse put = await Client.PutObjectAsync(new()
        {
            BucketName = "locked",
            Key = "a",
            ContentBody = "x",
            ObjectLockMode = ObjectLockMode.Governance,
            ObjectLockRetainUntilDate = DateTime.UtcNow.AddDays(1),
        });
        Assert.Equal(HttpStatusCode.OK, put.HttpStatusCode);
        return put.VersionId;
    }

    private static string Allow(string action, string bucket = Bucket) =>
        $$"""{"Effect":"Allow","Principal":"*","Action":"{{action}}","Resource":"arn:aws:s3:::{{bucket}}/*"}""";

    private Task<PutBucketPolicyResponse> PutPolicyAsync(string bucket, string statements) =>
        Client.PutBucketPolicyAsync(new() { BucketName = bucket, Policy = $$"""{"Statement":[{{statements}}]}""" });
}
