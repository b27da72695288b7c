using Amazon.S3;

namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>Our uploader with as many connections as everybody else has.</summary>
internal sealed class FixedContender : IContender
{
    public string Name => "ours, 10 connections";

    public void Configure(AmazonS3Config config) => TunedClient.Configure(config);

    public Task UploadAsync(IAmazonS3 client, UploadJob job, Payload payload, CancellationToken cancellationToken) =>
        OurContender.UploadAsync(
            client, new S3MultipartUploadOptions { Concurrency = UploadConcurrency.Fixed(10) }, job, payload, cancellationToken);
}
