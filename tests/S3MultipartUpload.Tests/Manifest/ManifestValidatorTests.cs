using S3MultipartUpload.Manifest;

namespace S3MultipartUpload.Tests;

/// <summary>What a manifest may say, and what it may not.</summary>
public sealed class ManifestValidatorTests
{
    private const string Crc = "AAAAAA==";
    private const string Sha = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private static readonly UploadManifest Complete = new()
    {
        BucketName = "photos",
        Key = "a",
        UploadId = "id",
        IsComplete = true,
        Size = 15,
        PartSize = 10,
        ETag = "\"etag\"",
        Parts = [Part(1, 0, 10), Part(2, 10, 5)],
    };

    private static readonly UploadManifest Put = Complete with { UploadId = null, Parts = [Part(1, 0, 15)] };
    private static readonly UploadManifest Partial = Complete with { IsComplete = false, Size = 5, Parts = [Part(2, 10, 5)] };
    private static readonly UploadManifest CompletedElsewhere = Complete with { Parts = [] };

    public static TheoryData<string, UploadManifest> Truths => new()
    {
        { "parts", Complete },
        { "one PUT", Put },
        { "one part of an upload", Put with { UploadId = "id" } },
        { "an empty object", Put with { Size = 0, Parts = [Part(1, 0, 0)] } },
        { "nothing yet", Partial with { UploadId = null, Size = 0, Parts = [] } },
        { "with gaps", Partial },
        { "parts of a session", Partial with { UploadId = null, Size = 10, Parts = [Part(2, 10, 5), Part(4, 30, 5)] } },
        { "completed elsewhere", CompletedElsewhere },
        { "zeros", Complete with { PartSize = 0, Retries = 0, PartsResumed = 0, Duration = TimeSpan.Zero } },
        { "numbers", Complete with { Retries = 1, PartsResumed = 2, Duration = TimeSpan.FromTicks(1) } },
        { "full", Complete with { Checksum = Checksum("CRC32", "FULL_OBJECT", Crc) } },
        { "full of one PUT", Put with { Checksum = Checksum("CRC32", "FULL_OBJECT", Crc) } },
        { "full SHA of one PUT", WithSha(Put, "FULL_OBJECT", Sha) },
        { "composite", WithSha(Complete, "COMPOSITE", $"{Sha}-2") },
        { "composite without the number", WithSha(Complete, "COMPOSITE", Sha) },
        { "composite of what was completed elsewhere", WithSha(CompletedElsewhere, "COMPOSITE", $"{Sha}-7") },
        { "composite CRC", Complete with { Checksum = Checksum("CRC32", "COMPOSITE", $"{Crc}-2") } },
    };

    [Theory]
    [MemberData(nameof(Truths))]
    public void A_manifest_that_may_be_true_is_taken(string what, UploadManifest manifest)
    {
        Assert.Null(ManifestValidator.ProblemOf(manifest));
        Assert.True(ReferenceEquals(manifest, ManifestValidator.Check(manifest)), what);
    }

    public static TheoryData<string, UploadManifest> Lies => new()
    {
        { "schemaVersion", Complete with { SchemaVersion = 0 } },
        { "schemaVersion", Complete with { SchemaVersion = 2 } },
        { "BucketName", Complete with { BucketName = "a/b" } },
        { "Key", Complete with { Key = "/a" } },
        { "no uploadId", Complete with { UploadId = null } },
        { "uploadId is empty", Complete with { UploadId = "" } },
        { "partSize", Complete with { PartSize = -1 } },
        { "retries", Complete with { Retries = -1 } },
        { "partsResumed", Complete with { PartsResumed = -1 } },
        { "duration", Complete with { Duration = TimeSpan.FromTicks(-1) } },
        { "has no parts", Put with { Parts = [] } },
        { "has no parts", CompletedElsewhere with { ETag = null } },
        { "has no parts", CompletedElsewhere with { ETag = "" } },
        { "size is negative", CompletedElsewhere with { Size = -1 } },
        { "checksumAlgorithm", Complete with { ChecksumAlgorithm = (PartChecksumAlgorithm)99 } },
        { "gap", Complete with { Size = 5, Parts = [Part(2, 10, 5)] } },
        { "size is 14", Complete with { Size = 14 } },
        { "size is 16", Complete with { Size = 16 } },
        { "size is 6", Partial with { Size = 6 } },
        { "size is 1", Partial with { Size = 1, Parts = [] } },
        { "its checksum is a SHA256", Complete with { Checksum = Checksum("SHA256", "COMPOSITE", Sha) } },
        {
            "its checksum is a ",
            Complete with { ChecksumAlgorithm = PartChecksumAlgorithm.MD5, Checksum = Checksum("MD5", "FULL_OBJECT", Crc) }
        },
        { "FULL_OBJECT", Complete with { Checksum = Checksum("CRC32", "FULL_OBJECT", $"{Crc}-2") } },
        { "FULL_OBJECT", Complete with { Checksum = Checksum("CRC32", "FULL_OBJECT", "AAAA") } },
        { "FULL_OBJECT", Complete with { Checksum = Checksum("CRC32", "FULL_OBJECT", "") } },
        { "FULL_OBJECT", Complete with { Checksum = Checksum("CRC32", "PARTIAL", Crc) } },
        { "FULL_OBJECT", Complete with { Checksum = Checksum("CRC32", "COMPOSITE", $"{Crc}-3") } },
        { "FULL_OBJECT", Complete with { Checksum = Checksum("CRC32", "COMPOSITE", $"{Crc}-2-2") } },
        { "FULL_OBJECT", Complete with { Checksum = Checksum("CRC32", "COMPOSITE", "AAAA-2") } },
        { "FULL_OBJECT", WithSha(Complete, "FULL_OBJECT", Sha) },
        { "FULL_OBJECT", WithSha(Put, "COMPOSITE", Sha) },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_manifest_that_contradicts_itself_is_not(string reason, UploadManifest manifest)
    {
        Assert.Contains(reason, ManifestValidator.ProblemOf(manifest), StringComparison.Ordinal);
        InvalidUploadJsonException invalid = Assert.Throws<InvalidUploadJsonException>(() => ManifestValidator.Check(manifest));
        Assert.Contains(reason, invalid.Message, StringComparison.Ordinal);
    }

    private static UploadManifest WithSha(UploadManifest manifest, string type, string value) => manifest with
    {
        ChecksumAlgorithm = PartChecksumAlgorithm.Sha256,
        Checksum = Checksum("SHA256", type, value),
    };

    private static ObjectChecksum Checksum(string algorithm, string type, string value) =>
        new() { Algorithm = algorithm, Type = type, Value = value };

    private static UploadedPart Part(int number, long offset, long size) =>
        new() { PartNumber = number, Offset = offset, Size = size, ETag = "\"etag\"" };
}
