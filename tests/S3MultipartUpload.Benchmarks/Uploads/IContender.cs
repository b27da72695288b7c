using Amazon.S3;

namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>An uploader that takes part in the comparison.</summary>
internal interface IContender
{
    string Name { get; }

    /// <summary>What its client is given beyond the address of the store.</summary>
    void Configure(AmazonS3Config config);

    Task UploadAsync(IAmazonS3 client, UploadJob job, Payload payload, CancellationToken cancellationToken);
}
