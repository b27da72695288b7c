using Amazon.S3;
using Moq;

namespace S3MultipartUpload.Tests;

public sealed class UploadRequestValidatorTests
{
    public static TheoryData<string, string> BadKeys => new()
    {
        { "", "empty" },
        { "/a", "slash" },
        { new string('k', 1025), "1,025" },
        { new string('ü', 513), "1,026" },
        { "a\ud800b", "surrogate" },
    };

    [Theory]
    [MemberData(nameof(BadKeys))]
    public Task A_key_that_would_not_arrive_is_refused(string key, string reason) => AssertRefused(new()
    {
        BucketName = "photos",
        Key = key,
        Source = PartSource.FromMemory(new byte[1]),
    }, reason);

    [Theory]
    [InlineData("a/../b")]
    [InlineData("a//b/")]
    [InlineData("ü/日本 +%&?#")]
    public async Task A_key_that_arrives_as_it_is_is_taken(string key)
    {
        var s3 = new MockS3();
        await UploadSpecs.Uploader(s3)
            .UploadAsync(new() { BucketName = "photos", Key = key, Source = PartSource.FromMemory(new byte[20]) });
        Assert.Equal(key, s3.Created?.Key);
    }

    [Fact]
    public Task A_key_of_1024_bytes_is_taken() => A_key_that_arrives_as_it_is_is_taken(new string('ü', 512));

    [Fact]
    public Task A_fingerprint_that_no_checkpoint_could_hold_is_refused() => AssertRefused(
        new()
        {
            BucketName = "photos",
            Key = "a",
            Source = Mock.Of<IPartSource>(source => source.Length == 1 && source.Fingerprint == new string('f', 4_097)),
        },
        "4,097");

    [Theory]
    [InlineData("photos/2026")]
    [InlineData("photos?acl")]
    [InlineData("photos ")]
    [InlineData("photos\n")]
    [InlineData(".")]
    [InlineData("..")]
    public Task A_bucket_name_that_would_address_another_bucket_is_refused(string name) => AssertRefused(
        new()
        {
            BucketName = name,
            Key = "a",
            Source = PartSource.FromMemory(new byte[1]),
        },
        "BucketName");

    [Theory]
    [InlineData("name", "a\r\nx-amz-acl: public-read")]
    [InlineData("na me", "value")]
    [InlineData("na\nme", "value")]
    [InlineData("", "value")]
    [InlineData("name", "Grüße")]
    [InlineData("name", "tab\tbed")]
    [InlineData("name", " padded")]
    [InlineData("x-amz-meta-name", "value")]
    [InlineData("Upload-Token", "value")]
    public Task Metadata_that_could_forge_a_header_is_refused(string name, string value) => AssertRefused(new()
    {
        BucketName = "photos",
        Key = "a",
        Source = PartSource.FromMemory(new byte[1]),
        Metadata = new Dictionary<string, string> { [name] = value },
    }, "Metadata");

    [Fact]
    public Task Metadata_over_2_KB_is_refused() => AssertRefused(new()
    {
        BucketName = "photos",
        Key = "a",
        Source = PartSource.FromMemory(new byte[1]),
        Metadata = new Dictionary<string, string> { ["name"] = new string('v', 2045) },
    }, "2,049");

    [Fact]
    public Task Metadata_names_that_differ_in_case_only_are_refused() => AssertRefused(new()
    {
        BucketName = "photos",
        Key = "a",
        Source = PartSource.FromMemory(new byte[1]),
        Metadata = new Dictionary<string, string> { ["name"] = "a", ["Name"] = "b" },
    }, "twice");

    [Fact]
    public Task A_header_with_a_line_break_is_refused() => AssertRefused(new()
    {
        BucketName = "photos",
        Key = "a",
        Source = PartSource.FromMemory(new byte[1]),
        ContentType = "text/plain\nx: y",
    }, "ContentType");

    [Theory]
    [InlineData("StorageClass", "A\nB")]
    [InlineData("CannedAcl", "private\r\nx-amz-grant-read: all")]
    [InlineData("Encryption's key", "schlüssel")]
    [InlineData("Encryption's context", "e30=\n")]
    public void A_setting_that_no_header_can_carry_is_refused(string setting, string value)
    {
        UploadTarget target = new()
        {
            BucketName = "photos",
            Key = "a",
            StorageClass = setting == "StorageClass" ? new S3StorageClass(value) : null,
            CannedAcl = setting == "CannedAcl" ? new S3CannedACL(value) : null,
            Encryption = setting switch
            {
                "Encryption's key" => ServerSideEncryption.Kms(value),
                "Encryption's context" => ServerSideEncryption.DualLayerKms("key-1", value),
                _ => null,
            },
        };
        Assert.Contains(
            $"{setting} cannot be a header", Assert.Throws<UploadRefusedException>(target.Validate).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("text/plain, text/html")]
    [InlineData("text/plain; charset=\"")]
    public Task A_content_type_that_is_none_is_refused(string type) => AssertRefused(new()
    {
        BucketName = "photos",
        Key = "a",
        Source = PartSource.FromMemory(new byte[1]),
        ContentType = type,
    }, "ContentType");

    [Fact]
    public async Task All_problems_are_told_at_once()
    {
        var request = new UploadRequest
        {
            BucketName = " ",
            Key = "",
            Source = new NegativeSource(),
            Tags = Enumerable.Range(0, 11).ToDictionary(number => $"tag{number}", _ => ""),
        };
        string message = await AssertRefused(request, "BucketName");
        Assert.All(["Key", "Source", "Tags"], name => Assert.Contains(name, message, StringComparison.Ordinal));
    }

    private static async Task<string> AssertRefused(UploadRequest request, string reason)
    {
        var s3 = new MockS3();
        UploadRefusedException refused =
            await Assert.ThrowsAsync<UploadRefusedException>(() => UploadSpecs.Uploader(s3).UploadAsync(request));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Empty(s3.Calls);
        return refused.Message;
    }

    private sealed class NegativeSource : IPartSource
    {
        public long? Length => -1;

        public bool IsRandomAccess => true;

        public ValueTask<Stream> OpenPartAsync(PartRange range, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
