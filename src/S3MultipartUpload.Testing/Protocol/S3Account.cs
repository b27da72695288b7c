namespace S3MultipartUpload.Testing.Protocol;

/// <summary>The account that owns every bucket, and the region they are in unless another one is chosen.</summary>
internal static class S3Account
{
    public const string Id = "123456789012";
    public const string DefaultRegion = "us-east-1";
}
