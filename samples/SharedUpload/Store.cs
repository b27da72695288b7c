using Amazon.S3;
using S3MultipartUpload;

namespace SharedUpload;

/// <summary>An uploader for the store that S3_ENDPOINT names, or for Amazon S3.</summary>
internal static class Store
{
    public static IMultipartUploader OpenUploader()
    {
        AmazonS3Config config = new AmazonS3Config().ForUploads();
        if (Environment.GetEnvironmentVariable("S3_ENDPOINT") is { } endpoint)
        {
            config.ServiceURL = endpoint;
            config.ForcePathStyle = true;
            config.AuthenticationRegion = "us-east-1";
        }

        return new MultipartUploader(new AmazonS3Client(config));
    }
}
