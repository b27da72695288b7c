using S3MultipartUpload.Checkpoints;

namespace S3MultipartUpload.Tests;

/// <summary>What a checkpoint may say, and what it may not.</summary>
public sealed class CheckpointValidatorTests
{
    private static readonly UploadRecord Upload = new()
    {
        BucketName = "photos",
        Key = "a",
        UploadId = "id",
        UploadToken = "0123456789ABCDEF0123456789ABCDEF",
        ChecksumAlgorithm = PartChecksumAlgorithm.Crc32,
        KeepsPartChecksums = true,
        ChecksumType = "FULL_OBJECT",
    };

    private static readonly UploadCheckpoint Checkpoint = new()
    {
        SchemaVersion = 1,
        Upload = Upload,
        PartSize = 10,
        SourceLength = 35,
        SourceFingerprint = "fingerprint",
        SourceIdentity = "identity",
        Parts = [Part(1, 0), Part(3, 20)],
    };

    public static TheoryData<string, object> Truths => new()
    {
        { "gaps", Checkpoint },
        { "no parts yet", Checkpoint with { Parts = [] } },
        { "to the last byte", Checkpoint with { SourceLength = 30 } },
        { "of unknown length", Checkpoint with { SourceLength = null } },
        { "an empty source", Checkpoint with { PartSize = 1, SourceLength = 0, Parts = [] } },
        { "nothing but what is needed", Checkpoint with { SourceFingerprint = null, SourceIdentity = null } },
        { "the longest texts", Checkpoint with { SourceFingerprint = new string('f', 4_096), SourceIdentity = new string('i', 4_096) } },
        { "the longest id", Checkpoint with { Upload = Upload with { UploadId = new string('i', 4_096) } } },
        { "no token", Checkpoint with { Upload = Upload with { UploadToken = null } } },
        { "no type", Checkpoint with { Upload = Upload with { ChecksumType = null } } },
        { "composite", Checkpoint with { Upload = Upload with { ChecksumType = "COMPOSITE" } } },
        {
            "SHA",
            Checkpoint with { Upload = Upload with { ChecksumAlgorithm = PartChecksumAlgorithm.Sha256, ChecksumType = "COMPOSITE" } }
        },
        { "MD5", Checkpoint with { Upload = Keepless(PartChecksumAlgorithm.MD5) } },
        { "none", Checkpoint with { Upload = Keepless(PartChecksumAlgorithm.None) } },
    };

    [Theory]
    [MemberData(nameof(Truths))]
    public void A_checkpoint_that_may_be_true_is_taken(string what, object checkpoint)
    {
        string? problem = CheckpointValidator.ProblemOf(Assert.IsType<UploadCheckpoint>(checkpoint));
        Assert.True(problem is null, $"{what}: {problem}");
    }

    public static TheoryData<string, object> Lies => new()
    {
        { "schemaVersion", Checkpoint with { SchemaVersion = 0 } },
        { "schemaVersion", Checkpoint with { SchemaVersion = 2 } },
        { "partSize", Checkpoint with { PartSize = 0 } },
        { "sourceLength", Checkpoint with { SourceLength = -1, Parts = [] } },
        { "sourceFingerprint", Checkpoint with { SourceFingerprint = new string('f', 4_097) } },
        { "sourceIdentity", Checkpoint with { SourceIdentity = new string('i', 4_097) } },
        { "behind the end", Checkpoint with { SourceLength = 29 } },
        { "does not come after", Checkpoint with { Parts = [Part(3, 20), Part(1, 0)] } },
        { "uploadId", Checkpoint with { Upload = Upload with { UploadId = "" } } },
        { "uploadId", Checkpoint with { Upload = Upload with { UploadId = new string('i', 4_097) } } },
        { "uploadId", Checkpoint with { Upload = Upload with { UploadId = "a\nb" } } },
        { "uploadToken", Checkpoint with { Upload = Upload with { UploadToken = "" } } },
        { "checksumAlgorithm", Checkpoint with { Upload = Keepless((PartChecksumAlgorithm)99) } },
        { "checksumAlgorithm", Checkpoint with { Upload = Keepless(PartChecksumAlgorithm.MD5) with { KeepsPartChecksums = true } } },
        { "checksumType", Checkpoint with { Upload = Upload with { ChecksumType = "PARTIAL" } } },
        { "checksumType", Checkpoint with { Upload = Upload with { ChecksumAlgorithm = PartChecksumAlgorithm.Sha256 } } },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_checkpoint_that_contradicts_itself_is_not(string reason, object checkpoint) => Assert.Contains(
        reason, CheckpointValidator.ProblemOf(Assert.IsType<UploadCheckpoint>(checkpoint)), StringComparison.Ordinal);

    [Fact]
    public void No_upload_is_refused() => Assert.Contains("upload", CheckpointValidator.ProblemOf(upload: null), StringComparison.Ordinal);

    private static UploadRecord Keepless(PartChecksumAlgorithm algorithm) =>
        Upload with { ChecksumAlgorithm = algorithm, KeepsPartChecksums = false, ChecksumType = null };

    private static UploadedPart Part(int number, long offset) =>
        new() { PartNumber = number, Offset = offset, Size = 10, ETag = "\"etag\"" };
}
