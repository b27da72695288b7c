using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.IntegrationTests;

/// <summary>What a failed upload says has become of it, held against what the store has.</summary>
/// <param name="State">What it says.</param>
/// <param name="Manifest">Which upload it is about.</param>
internal sealed record Claim(FailedUploadState State, UploadManifest Manifest)
{
    /// <returns>What is claimed; null for an exception of another kind.</returns>
    public static Claim? Of(Exception error) => error switch
    {
        MultipartUploadException failure => new Claim(failure.State, failure.Manifest),
        UploadCanceledException canceled => new Claim(canceled.State, canceled.Manifest),
        _ => null,
    };

    /// <param name="client">Looks at the store.</param>
    /// <param name="own">The bytes that were uploaded.</param>
    /// <param name="checkpoint">The checkpoint, which must name an upload that is kept; null where a session keeps it.</param>
    public async Task AssertTrueAsync(IAmazonS3 client, byte[] own, string? checkpoint)
    {
        byte[]? stored = await FindAsync(client, Manifest.BucketName, Manifest.Key);
        bool isOwn = stored?.AsSpan().SequenceEqual(own) == true;
        bool isOpen = Manifest.UploadId is { } id && (await OpenUploadsAsync(client, Manifest.BucketName, Manifest.Key)).Contains(id);
        (bool? Open, bool? Stored) claimed = State switch
        {
            FailedUploadState.None or FailedUploadState.Aborted => (false, false),
            FailedUploadState.Kept => (true, false),
            FailedUploadState.Completed => (false, null),
            FailedUploadState.Unknown or FailedUploadState.AbortFailed => (null, null), // It names the upload, and promises nothing.
            _ => throw new InvalidOperationException($"{State} must not happen."),
        };
        Assert.True((claimed.Open ?? isOpen) == isOpen, $"{State} is claimed, and the upload is {(isOpen ? "open" : "gone")}.");
        Assert.True((claimed.Stored ?? isOwn) == isOwn, $"{State} is claimed, and the object is {(isOwn ? "stored" : "not stored")}.");
        Assert.True(State != FailedUploadState.Completed || stored is not null, "Completed is claimed, and there is no object.");
        if (State == FailedUploadState.Kept && checkpoint is not null)
        {
            Assert.Contains(Manifest.UploadId ?? "?", checkpoint, StringComparison.Ordinal);
        }
    }

    /// <summary>The bytes of an object; null where there is none.</summary>
    public static async Task<byte[]?> FindAsync(IAmazonS3 client, string bucket, string key)
    {
        try
        {
            using GetObjectResponse answer = await client.GetObjectAsync(bucket, key);
            var copy = new MemoryStream();
            await answer.ResponseStream.CopyToAsync(copy);
            return copy.ToArray();
        }
        catch (NoSuchKeyException)
        {
            return null;
        }
    }

    /// <summary>The ids of all uploads to keys that begin so.</summary>
    public static async Task<IReadOnlyList<string>> OpenUploadsAsync(IAmazonS3 client, string bucket, string prefix)
    {
        ListMultipartUploadsResponse open =
            await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = bucket, Prefix = prefix });
        return [.. (open.MultipartUploads ?? []).Select(upload => upload.UploadId)];
    }
}
