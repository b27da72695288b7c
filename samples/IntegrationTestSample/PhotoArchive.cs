using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;

namespace IntegrationTestSample;

/// <summary>The code under test: an application's own class on top of the AWS SDK.</summary>
public sealed class PhotoArchive(IAmazonS3 s3, string bucket)
{
    /// <summary>Stores a photo; large ones go up in parts.</summary>
    public async Task StoreAsync(string name, Stream photo, CancellationToken cancellationToken = default)
    {
        using var transfer = new TransferUtility(s3);
        await transfer.UploadAsync(photo, bucket, $"photos/{name}", cancellationToken);
    }

    /// <summary>The names of all stored photos.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default)
    {
        var names = new List<string>();
        await foreach (S3Object? photo in s3.Paginators.ListObjectsV2(
            new ListObjectsV2Request { BucketName = bucket, Prefix = "photos/" }).S3Objects.WithCancellation(cancellationToken))
        {
            names.Add(photo.Key["photos/".Length..]);
        }

        return names;
    }
}
