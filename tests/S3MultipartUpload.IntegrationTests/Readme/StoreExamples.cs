using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The code of docs/stores.md and of the pages of the stores, run as it stands there.</summary>
public sealed class StoreExamples : ExampleScenario
{
    [Fact]
    public void AmazonS3()
    {
        var client = new AmazonS3Client(new AmazonS3Config
        {
            RegionEndpoint = RegionEndpoint.EUCentral1,
        }.ForUploads());
        var uploader = new MultipartUploader(client);
        AssertIs(ProviderProfile.AmazonS3, client, uploader);
    }

    [Fact]
    public void BackblazeB2()
    {
        (string accessKey, string secretKey) = ("key", "secret");
        var client = new AmazonS3Client(new BasicAWSCredentials(accessKey, secretKey), new AmazonS3Config
        {
            ServiceURL = "https://s3.us-west-004.backblazeb2.com",
            AuthenticationRegion = "us-west-004",
        }.ForUploads());
        var uploader = new MultipartUploader(client, new S3MultipartUploadOptions { Profile = ProviderProfile.BackblazeB2 });
        AssertIs(ProviderProfile.BackblazeB2, client, uploader);
    }

    [Fact]
    public void CephRgw()
    {
        (string accessKey, string secretKey) = ("key", "secret");
        var client = new AmazonS3Client(new BasicAWSCredentials(accessKey, secretKey), new AmazonS3Config
        {
            ServiceURL = "http://localhost:7480",
            AuthenticationRegion = "us-east-1",
            ForcePathStyle = true,
        }.ForUploads());
        var uploader = new MultipartUploader(client, new S3MultipartUploadOptions { Profile = ProviderProfile.CephRgw });
        AssertIs(ProviderProfile.CephRgw, client, uploader);
    }

    [Fact]
    public void CloudflareR2()
    {
        (string accessKey, string secretKey) = ("key", "secret");
        var client = new AmazonS3Client(new BasicAWSCredentials(accessKey, secretKey), new AmazonS3Config
        {
            ServiceURL = "https://ACCOUNT.r2.cloudflarestorage.com",
            AuthenticationRegion = "auto",
        }.ForUploads());
        var uploader = new MultipartUploader(client, new S3MultipartUploadOptions { Profile = ProviderProfile.CloudflareR2 });
        AssertIs(ProviderProfile.CloudflareR2, client, uploader);
    }

    [Fact]
    public void GoogleCloudStorage()
    {
        (string accessKey, string secretKey) = ("key", "secret");
        var client = new AmazonS3Client(new BasicAWSCredentials(accessKey, secretKey), new AmazonS3Config
        {
            ServiceURL = "https://storage.googleapis.com",
            AuthenticationRegion = "auto",
        }.ForUploads());
        var uploader = new MultipartUploader(client, new S3MultipartUploadOptions { Profile = ProviderProfile.GoogleCloudStorage });
        AssertIs(ProviderProfile.GoogleCloudStorage, client, uploader);
    }

    [Fact]
    public void MinIO()
    {
        (string accessKey, string secretKey) = ("key", "secret");
        var client = new AmazonS3Client(new BasicAWSCredentials(accessKey, secretKey), new AmazonS3Config
        {
            ServiceURL = "http://localhost:9000",
            AuthenticationRegion = "us-east-1",
            ForcePathStyle = true,
        }.ForUploads());
        var uploader = new MultipartUploader(client, new S3MultipartUploadOptions { Profile = ProviderProfile.MinIO });
        AssertIs(ProviderProfile.MinIO, client, uploader);
    }

    [Fact]
    public void OpenStackSwift()
    {
        (string accessKey, string secretKey) = ("key", "secret");
        var client = new AmazonS3Client(new BasicAWSCredentials(accessKey, secretKey), new AmazonS3Config
        {
            ServiceURL = "http://localhost:8080",
            AuthenticationRegion = "us-east-1",
            ForcePathStyle = true,
        }.ForUploads());
        var uploader = new MultipartUploader(client, new S3MultipartUploadOptions { Profile = ProviderProfile.OpenStackSwift });
        AssertIs(ProviderProfile.OpenStackSwift, client, uploader);
    }

    [Fact]
    public async Task Another_store()
    {
        AmazonS3Client client = Client;
        var uploader = new MultipartUploader(client, new S3MultipartUploadOptions
        {
            Profile = ProviderProfile.S3Compatible with
            {
                Name = "Scaleway",
                Limits = new ServiceLimits { MaxParts = 1_000 },
            },
        });
        await uploader.UploadAsync(new UploadRequest { BucketName = "backups", Key = "a", Source = PartSource.FromFile(FilePath) });
        await AssertStored("a");
    }

    private static void AssertIs(ProviderProfile profile, AmazonS3Client client, MultipartUploader uploader)
    {
        Assert.Equal(profile, uploader.Options.Profile);
        Assert.Equal(0, client.Config.MaxErrorRetry);
        client.Dispose();
    }
}
