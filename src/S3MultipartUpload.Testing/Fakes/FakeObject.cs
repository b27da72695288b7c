using System.Runtime.CompilerServices;
using S3MultipartUpload.Testing.Catalog;

namespace S3MultipartUpload.Testing;

/// <summary>An object that a <see cref="FakeMultipartUploader"/> has stored, as it is now.</summary>
public sealed class FakeObject
{
    private const string MetadataPrefix = "x-amz-meta-";

    private FakeObject(string bucketName, ObjectRecord record, byte[] content)
    {
        (BucketName, Key, Content, ETag) = (bucketName, record.Key, content, $"\"{record.ETag}\"");
        Headers = record.Attributes.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase);
        Metadata = Headers.Where(header => header.Key.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key[MetadataPrefix.Length..], header => header.Value, StringComparer.OrdinalIgnoreCase);
        Tags = record.Attributes.Tags.ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>The bucket.</summary>
    public string BucketName { get; }

    /// <summary>The key.</summary>
    public string Key { get; }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>The ETag, with its quotes, as the manifest has it.</summary>
    public string ETag { get; }

    /// <summary>The content type.</summary>
    public string ContentType => Headers["content-type"];

    /// <summary>The storage class, such as <c>STANDARD_IA</c>.</summary>
    /// <value>Default: <c>STANDARD</c>.</value>
    public string StorageClass => Headers.GetValueOrDefault("x-amz-storage-class", "STANDARD");

    /// <summary>The metadata, without S3's <c>x-amz-meta-</c> before the names.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; }

    /// <summary>
    /// All that is kept with the object, by the names of the headers: <c>cache-control</c>, <c>content-encoding</c> and others.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    internal static async Task<FakeObject> ReadAsync(string bucketName, ObjectRecord record, ContentReader content)
    {
        await using ConfiguredAsyncDisposable reading = content.ConfigureAwait(false);
        byte[] bytes = new byte[record.Size];
        await content.ReadExactlyAsync(bytes).ConfigureAwait(false);
        return new FakeObject(bucketName, record, bytes);
    }
}
