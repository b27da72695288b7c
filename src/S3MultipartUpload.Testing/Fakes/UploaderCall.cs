namespace S3MultipartUpload.Testing;

/// <summary>What a <see cref="FakeMultipartUploader"/> was asked for.</summary>
public sealed record UploaderCall
{
    internal UploaderCall(string method, string bucketName, string key) => (Method, BucketName, Key) = (method, bucketName, key);

    internal UploaderCall(string method, ObjectSettings settings)
        : this(method, settings.BucketName, settings.Key) => Settings = settings;

    /// <summary>The name of the method of <see cref="IMultipartUploader"/>, such as <c>UploadAsync</c>.</summary>
    public string Method { get; }

    /// <summary>The bucket.</summary>
    public string BucketName { get; }

    /// <summary>The key.</summary>
    public string Key { get; }

    /// <summary>
    /// The <see cref="UploadRequest"/>, <see cref="CopyRequest"/> or <see cref="UploadTarget"/>, as it was given; null where the method
    /// takes none.
    /// </summary>
    public ObjectSettings? Settings { get; }
}
