using System.Reflection;
using Amazon.S3;

namespace S3MultipartUpload.Testing.Tests.Fakes;

/// <summary>
/// What the library gives its users, their own unit tests can make: this project sees of it what every project sees.
/// </summary>
public sealed class BuildableTests
{
    private static readonly UploadManifest Manifest = new()
    {
        BucketName = "backups",
        Key = "k",
        UploadId = "u",
        IsComplete = true,
        Size = 3,
        PartSize = 5 << 20,
        Parts = [new UploadedPart { PartNumber = 1, Offset = 0, Size = 3, ETag = "\"e\"", Checksum = "AAAAAA==" }],
        ETag = "\"e-1\"",
        ChecksumAlgorithm = PartChecksumAlgorithm.Crc32,
        Checksum = new ObjectChecksum { Algorithm = "CRC32", Type = "FULL_OBJECT", Value = "AAAAAA==" },
        Location = "there",
        VersionId = "v",
        Duration = TimeSpan.FromSeconds(1),
        Retries = 1,
        PartsResumed = 1,
    };

    /// <summary>Those that are made by methods: a writer by an uploader, encryption and concurrency by their own.</summary>
    private static readonly Type[] Given =
        [typeof(ObjectWriter), typeof(ServerSideEncryption), typeof(SourceIdentity), typeof(UploadConcurrency)];

    public static TheoryData<Exception> Exceptions =>
    [
        new MultipartUploadException("m", Manifest, FailedUploadState.Kept, 3, new IOException()),
        new UploadCanceledException("m", Manifest, FailedUploadState.Aborted, null, new CancellationToken(canceled: true)),
        new UploadRefusedException("m"),
        new PreconditionFailedException("m", isConflict: true),
        new CheckpointException(CheckpointProblem.InUse, "here", "m"),
        new CleanupException("m"),
        new CopySourceException(CopySourceProblem.NotFound, new CopySource { BucketName = "b", Key = "k" }, "m"),
        new DirectoryUploadException(Folder(failed: 1)),
        new IntegrityException("m"),
        new InvalidUploadJsonException("m"),
        new LifecycleNotSupportedException("m"),
        new PartLimitExceededException("m"),
        new SourceChangedException("m"),
        new UploadNotFoundException("m"),
        new UrlSourceException("m", System.Net.HttpStatusCode.OK),
    ];

    [Fact]
    public void Every_exception_is_made_here() => Assert.Equal(
        typeof(IMultipartUploader).Assembly.GetExportedTypes()
            .Where(type => type.IsAssignableTo(typeof(Exception)) && !type.IsAbstract).Select(type => type.Name).Order(),
        Exceptions.Select(row => row.Data.GetType().Name).Order());

    [Theory]
    [MemberData(nameof(Exceptions), DisableDiscoveryEnumeration = true)]
    public void Exceptions_keep_what_they_are_made_of(Exception exception)
    {
        Assert.NotEmpty(exception.Message);
        Assert.All(
            exception.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly),
            property => Assert.NotNull(property.GetValue(exception)));
    }

    [Fact]
    public void Manifest_is_made_whole() => Assert.Equal(Manifest, UploadManifest.FromJson(Manifest.ToJson()));

    [Fact]
    public void Progress_is_made_at_any_point()
    {
        var half = new UploadProgress
        {
            BytesTransferred = 50,
            BytesStored = 25,
            TotalBytes = 100,
            PartsStored = 1,
            TotalParts = 4,
            BytesPerSecond = 10,
            BytesResumed = 5,
        };
        var all = new UploadManyProgress
        {
            ObjectsStored = 2,
            ObjectsFailed = 1,
            TotalObjects = 3,
            BytesStored = 100,
            BytesTransferred = 100,
            TotalBytes = 100,
            BytesPerSecond = 1,
            IsCompleted = true,
        };

        Assert.Equal((0.5, TimeSpan.FromSeconds(5)), (half.Fraction, half.TimeLeft));
        Assert.Equal(1, all.Fraction);
    }

    [Fact]
    public void Results_are_made_for_success_and_failure()
    {
        UploadRequest request = new() { BucketName = "b", Key = "k", Source = PartSource.FromMemory(new byte[1]) };

        Assert.Equal(Manifest, new UploadResult { Request = request, Manifest = Manifest }.ManifestOrThrow());
        Assert.Throws<TimeoutException>(() => new UploadResult { Request = request, Exception = new TimeoutException() }.ManifestOrThrow());
        Assert.Throws<DirectoryUploadException>(() => Folder(failed: 1).ThrowIfAnyFailed());
        Assert.Equal(2, Folder(failed: 0).ThrowIfAnyFailed().FilesStored);
        var report = new VerificationReport
        {
            Outcome = VerificationOutcome.Differs,
            Findings = [new VerificationFinding { Property = VerifiedProperty.Size, Expected = "3", Actual = "4", Agrees = false }],
        };
        Assert.Single(report.Differences);
        var verification = new ObjectVerification { Manifest = Manifest, Report = report };
        Assert.Same(report, verification.Report);
        var incomplete = new IncompleteUpload
        {
            BucketName = "b",
            Key = "k",
            UploadId = "u",
            Initiated = DateTimeOffset.UnixEpoch,
            Age = TimeSpan.FromDays(1),
            StorageClass = S3StorageClass.Standard,
            PartCount = 2,
            StoredSize = 3,
        };
        var aborted = new AbortResult { Upload = incomplete, Outcome = AbortOutcome.Failed, Exception = new CleanupException("m") };
        Assert.Equal(("k", false), (aborted.Upload.Key, aborted.Upload.IsOutOfReach));
        Assert.Equal(2, new StoredPart { PartNumber = 2, Size = 1, ETag = "\"e\"" }.PartNumber);
    }

    /// <summary>A property that only the library sets would be one that no test of a user can have.</summary>
    [Fact]
    public void Every_class_that_holds_data_can_be_made_and_filled()
    {
        Type[] data =
        [
            .. typeof(IMultipartUploader).Assembly.GetExportedTypes().Where(type =>
                type is { IsAbstract: false, IsEnum: false } && !type.IsAssignableTo(typeof(Exception)) && !Given.Contains(type)),
        ];
        Assert.Contains(typeof(DirectoryFile), data);
        Assert.All(data, type => Assert.True(type.IsValueType || type.GetConstructors().Length > 0, $"Nobody can make a {type.Name}."));
        Assert.All(
            data.Where(type => type.GetConstructors().All(constructor => constructor.GetParameters().Length == 0))
                .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
                .Where(property => property.GetMethod?.IsDefined(
                    typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute)) == true),
            property => Assert.True(
                property.SetMethod?.IsPublic == true || IsCollection(property.PropertyType),
                $"Nobody can set {property.DeclaringType?.Name}.{property.Name}."));
    }

    private static bool IsCollection(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition().IsAssignableTo(typeof(System.Collections.IEnumerable))
        || type.GetInterfaces().Contains(typeof(System.Collections.IEnumerable));

    private static DirectoryUploadResult Folder(int failed) => new()
    {
        FilesStored = 2,
        FilesUnchanged = 1,
        FilesLeftOut = 1,
        LinksSkipped = 1,
        FilesFailed = failed,
        BytesStored = 9,
        Failures =
        [
            .. Enumerable.Range(0, failed).Select(number => new DirectoryFileResult
            {
                Path = $"/photos/{number}",
                RelativePath = $"{number}",
                Outcome = DirectoryFileOutcome.Failed,
                Exception = new IOException(),
            }),
        ],
    };
}
