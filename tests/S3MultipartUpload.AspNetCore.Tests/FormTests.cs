using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace S3MultipartUpload.AspNetCore.Tests;

/// <summary>What a policy may choose for a file that comes as a form: each setting is a field, and the signature holds it fast.</summary>
public sealed class FormTests : WebScenario
{
    private const string Params = "s3/params?filename=a.png&type=image%2Fpng&size=5&metadata[caption]=the%20sea";
    private static readonly DateTimeOffset NextYear = new(2031, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static TheoryData<string> Fields =>
    [
        "acl", "tagging", "Expires", "Cache-Control", "Content-Disposition", "x-amz-storage-class", "x-amz-server-side-encryption",
        "x-amz-meta-caption",
    ];

    /// <summary>What S3 has no field for; the page is told that it is not its fault, and the log names it.</summary>
    public static TheoryData<string> Impossible =>
    [
        "ObjectLockLegalHold", "IfNoneMatch", "IfMatch", "RequestPayer", "ExpectedBucketOwner", "ContentLanguage", "customer's key",
        "FullObjectChecksum",
    ];

    [Fact]
    public async Task A_form_carries_what_the_policy_chose()
    {
        JsonElement form = await FormAsync();
        Assert.Equal(HttpStatusCode.Created, await PostFormAsync(form, [1, 2, 3, 4, 5]));
        string key = form.GetProperty("key").GetString()!;
        GetObjectMetadataResponse stored = await Client.GetObjectMetadataAsync(Bucket, key);
        Assert.Equal(("the sea", "no-cache", "STANDARD_IA", "AES256"), (
            stored.Metadata["caption"], stored.Headers.CacheControl, $"{stored.StorageClass}", $"{stored.ServerSideEncryptionMethod}"));
        Assert.Equal("Fri, 02 Jan 2031 03:04:05 GMT".Replace("Fri", $"{NextYear:ddd}", StringComparison.Ordinal), stored.ExpiresString);
        GetObjectTaggingResponse tags = await Client.GetObjectTaggingAsync(new() { BucketName = Bucket, Key = key });
        Assert.Equal([("album", "sea & <sky>"), ("year", "2026")], tags.Tagging.Select(tag => (tag.Key, tag.Value)).Order());
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task A_page_cannot_change_what_was_chosen(string field)
    {
        JsonElement form = await FormAsync();
        Assert.Contains(form.GetProperty("fields").EnumerateObject(), found => found.Name == field);
        Dictionary<string, JsonElement> changed = form.Deserialize<Dictionary<string, JsonElement>>()!;
        Dictionary<string, string> fields = form.GetProperty("fields").Deserialize<Dictionary<string, string>>()!;
        fields[field] = field == "tagging" ? "<Tagging><TagSet></TagSet></Tagging>" : "other";
        changed["fields"] = JsonSerializer.SerializeToElement(fields);
        Assert.Equal(HttpStatusCode.Forbidden, await PostFormAsync(JsonSerializer.SerializeToElement(changed), [1, 2, 3, 4, 5]));
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task What_a_form_cannot_carry_is_the_applications_fault_and_its_log_says_what_to_do(string setting)
    {
        using HttpClient web = await StartAsync(services: To(key => new UploadTarget
        {
            BucketName = Bucket,
            Key = key,
            ObjectLockLegalHold = setting == "ObjectLockLegalHold" ? ObjectLockLegalHoldStatus.On : null,
            IfNoneMatch = setting == "IfNoneMatch",
            IfMatch = setting == "IfMatch" ? "\"1\"" : null,
            RequestPayer = setting == "RequestPayer" ? RequestPayer.Requester : null,
            ExpectedBucketOwner = setting == "ExpectedBucketOwner" ? "123456789012" : null,
            ContentLanguage = setting == "ContentLanguage" ? "de" : null,
            FullObjectChecksum = setting == "FullObjectChecksum" ? "AAAAAA==" : null,
            Encryption = setting == "customer's key" ? ServerSideEncryption.CustomerProvided(new byte[32]) : null,
        }));
        Assert.Contains(
            "The application is at fault",
            await RefusedAsync(HttpStatusCode.InternalServerError, web.GetAsync(Params)),
            StringComparison.Ordinal);
        UploadRefusedException refused = Assert.IsType<UploadRefusedException>(
            Assert.Single(Logs.GetSnapshot(), line => line.Exception is UploadRefusedException).Exception);
        Assert.Contains(setting, refused.Message, StringComparison.Ordinal);
        Assert.Contains("AllowSingleRequests = false", refused.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Encryptions => [.. Encrypted.Keys];

    private static Dictionary<string, ServerSideEncryption> Encrypted => new()
    {
        ["AES256"] = ServerSideEncryption.S3Managed,
        ["aws:kms"] = ServerSideEncryption.Kms(
            "key-1", Convert.ToBase64String("""{"album":"sea"}"""u8), bucketKeyEnabled: true),
        ["aws:kms:dsse"] = ServerSideEncryption.DualLayerKms("key-2"),
    };

    /// <summary>The policy of the form holds each field, and the object has the encryption.</summary>
    [Theory]
    [MemberData(nameof(Encryptions))]
    public async Task A_form_asks_for_the_encryption_that_was_chosen(string method)
    {
        ServerSideEncryption encryption = Encrypted[method];
        using HttpClient web = await StartAsync(services: To(key => new UploadTarget
        {
            BucketName = Bucket,
            Key = key,
            Encryption = encryption,
        }));
        JsonElement form = await OkAsync(web.GetAsync(Params));
        JsonElement fields = form.GetProperty("fields");
        string[] conditions = ConditionsOf(fields);
        Assert.Equal(method, fields.GetProperty("x-amz-server-side-encryption").GetString());
        Assert.All(encryption.ToHeaders(), header =>
        {
            Assert.Equal(header.Value, fields.GetProperty(header.Key).GetString());
            Assert.Contains($"{header.Key}={header.Value}", conditions);
        });
        Assert.Equal(HttpStatusCode.Created, await PostFormAsync(form, [1, 2, 3, 4, 5]));
        GetObjectMetadataResponse stored = await Client.GetObjectMetadataAsync(Bucket, form.GetProperty("key").GetString());
        string? keyId = encryption.ToHeaders().FirstOrDefault(header => header.Key.EndsWith("-key-id", StringComparison.Ordinal)).Value;
        Assert.Equal(
            (method, keyId, method == "aws:kms"),
            (
                $"{stored.ServerSideEncryptionMethod}",
                stored.ServerSideEncryptionKeyManagementServiceKeyId,
                stored.BucketKeyEnabled == true));
    }

    /// <summary>Metadata that no header can carry, and settings that no object can have: it is not the page's fault.</summary>
    [Theory]
    [InlineData("a\r\nx-amz-acl: public-read", "printable ASCII")]
    [InlineData("café", "printable ASCII")]
    [InlineData("long", "2,048")]
    [InlineData("storage class", "StorageClass")]
    [InlineData("acl", "CannedAcl")]
    [InlineData("key", "Encryption's key")]
    [InlineData("token", "HasUploadToken")]
    public async Task What_the_policy_cannot_have_is_the_applications_fault_and_its_log_says_why(string caption, string reason)
    {
        using HttpClient web = await StartAsync(services: To(key => new UploadTarget
        {
            BucketName = Bucket,
            Key = key,
            Metadata = new Dictionary<string, string> { ["caption"] = caption == "long" ? new string('a', 3_000) : caption },
            StorageClass = caption == "storage class" ? new S3StorageClass("A\nB") : null,
            CannedAcl = caption == "acl" ? new S3CannedACL("A\nB") : null,
            Encryption = caption == "key" ? ServerSideEncryption.Kms("a\nb") : null,
            HasUploadToken = caption != "token",
        }));
        foreach (Task<HttpResponseMessage> sent in new[] { web.PostAsJsonAsync("s3/multipart", Announced()), web.GetAsync(Params) })
        {
            string problem = await RefusedAsync(HttpStatusCode.InternalServerError, sent);
            Assert.Contains("The application is at fault", problem, StringComparison.Ordinal);
            Assert.DoesNotContain(reason, problem, StringComparison.Ordinal);
        }

        Assert.Equal(2, Logs.GetSnapshot().Count(line => line is { Level: LogLevel.Error, Exception: UploadRefusedException refused }
            && refused.Message.Contains(reason, StringComparison.Ordinal)));
        Assert.Equal(0, await OpenUploadsAsync());
    }

    /// <returns>The fields that the policy of a form asks for as they are.</returns>
    private static string[] ConditionsOf(JsonElement fields) =>
    [
        .. JsonDocument.Parse(Convert.FromBase64String(fields.GetProperty("Policy").GetString()!)).RootElement
            .GetProperty("conditions").EnumerateArray()
            .SelectMany(condition => condition.ValueKind == JsonValueKind.Object
                ? condition.EnumerateObject().Select(field => $"{field.Name}={field.Value}")
                : [$"{condition[1]}"[1..] + $"={condition[2]}"]),
    ];

    private async Task<JsonElement> FormAsync()
    {
        HttpClient web = await StartAsync(services: To(key => new UploadTarget
        {
            BucketName = Bucket,
            Key = key,
            ContentType = "image/png",
            ContentDisposition = "attachment",
            CacheControl = "no-cache",
            Expires = NextYear,
            StorageClass = S3StorageClass.StandardInfrequentAccess,
            CannedAcl = S3CannedACL.Private,
            Encryption = ServerSideEncryption.S3Managed,
            Tags = new Dictionary<string, string> { ["album"] = "sea & <sky>", ["year"] = "2026" },
            Metadata = new Dictionary<string, string> { ["caption"] = "the sea" },
        }));
        using (web)
        {
            return await OkAsync(web.GetAsync(Params));
        }
    }

    private static Action<IServiceCollection> To(Func<string, UploadTarget> target) =>
        services => services.AddSingleton<IBrowserUploadPolicy>(new Chosen(target));

    private sealed class Chosen(Func<string, UploadTarget> target) : IBrowserUploadPolicy
    {
        public ValueTask<BrowserUploadDecision> DecideAsync(BrowserUploadContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult(BrowserUploadDecision.Allow(target($"{context.UserId}/1.png")));
    }
}
