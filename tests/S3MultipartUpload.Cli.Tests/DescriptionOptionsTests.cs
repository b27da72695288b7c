using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>The options that describe the object, and what the endpoint received of them, by one request and in parts.</summary>
public sealed class DescriptionOptionsTests : CommandLineScenario
{
    [Theory]
    [InlineData(11)]
    [InlineData(20 * MiB)]
    public async Task The_object_is_described_as_the_options_say(int length)
    {
        await using S3TestServer server = await StartServerAsync();
        (await RunAsync(
            server, "--file", FileOf(length), "--bucket", Bucket, "--key", "k.html",
            "--content-type", "text/plain; charset=utf-8", "--metadata", "author=Ada", "--metadata", "sum=1+1=2", "--metadata", "none=",
            "--tag", "team=blue", "--tag", "a b=c/d", "--storage-class", "standard_ia", "--sse", "AES256")).Manifest();
        using AmazonS3Client client = server.CreateClient();
        GetObjectMetadataResponse stored = await client.GetObjectMetadataAsync(Bucket, "k.html", TestToken);
        Assert.Equal("text/plain; charset=utf-8", stored.Headers.ContentType);
        Assert.Equal(("Ada", "1+1=2", ""), (stored.Metadata["author"], stored.Metadata["sum"], stored.Metadata["none"] ?? ""));
        Assert.Equal(S3StorageClass.StandardInfrequentAccess, stored.StorageClass);
        GetObjectTaggingResponse tags = await client.GetObjectTaggingAsync(
            new GetObjectTaggingRequest { BucketName = Bucket, Key = "k.html" }, TestToken);
        Assert.Equal(["a b=c/d", "team=blue"], tags.Tagging.Select(tag => $"{tag.Key}={tag.Value}").Order());
        Assert.Equal(ServerSideEncryptionMethod.AES256, stored.ServerSideEncryptionMethod);
    }

    [Theory]
    [InlineData("x-amz-acl", "public-read", "--acl public-read")]
    [InlineData("x-amz-acl", "bucket-owner-full-control", "--acl BUCKET-owner-full-control")]
    [InlineData("x-amz-server-side-encryption", "aws:kms", "--sse aws:kms")]
    [InlineData("x-amz-server-side-encryption-aws-kms-key-id", "alias/mine", "--sse aws:kms --sse-kms-key-id alias/mine")]
    [InlineData("x-amz-server-side-encryption", "aws:kms:dsse", "--sse aws:kms:dsse --sse-kms-key-id alias/mine")]
    [InlineData("x-amz-storage-class", "MY_class-2", "--storage-class MY_class-2")]
    public async Task What_the_endpoint_received(string header, string value, string arguments)
    {
        using var endpoint = new HeaderRecorder();
        using RunningCommand command = Start(
            ["--file", FileOf(20 * MiB), "--bucket", Bucket, "--key", "k", "--endpoint", endpoint.Endpoint, .. arguments.Split(' ')],
            ("AWS_ACCESS_KEY_ID", "any"),
            ("AWS_SECRET_ACCESS_KEY", "secret"));
        Assert.Contains($"{header}: {value}", await endpoint.RefuseAsync(TestToken));
        Assert.Equal(1, (await command.EndAsync()).ExitCode);
    }

    [Theory]
    [InlineData("--content-type", "text/plän", "--content-type cannot be a header")]
    [InlineData("--metadata", "author", "--metadata: 'author' is not NAME=VALUE")]
    [InlineData("--metadata", "=Ada", "--metadata: '=Ada' is not NAME=VALUE")]
    [InlineData("--metadata", "au thor=Ada", "--metadata: the name 'au thor' cannot be a header")]
    [InlineData("--metadata", "author=Ada\u00E9", "--metadata: the value of 'author' cannot be a header")]
    [InlineData("--metadata", "a=1,--metadata,a=2", "--metadata: 'a' is given twice")]
    [InlineData("--metadata", "a=1,--metadata,A=2", "--metadata: the name 'A' stands twice")]
    [InlineData("--metadata", "a=LONG", "--metadata: it has 2,049 bytes")]
    [InlineData("--tag", "team", "--tag: 'team' is not NAME=VALUE")]
    [InlineData("--tag", "a=LONG", "--tag: a tag has a key of 1 to 128 characters")]
    [InlineData("--tag", "a=1,--tag,a=1", "--tag: 'a' is given twice")]
    [InlineData("--tag", "1=,--tag,2=,--tag,3=,--tag,4=,--tag,5=,--tag,6=,--tag,7=,--tag,8=,--tag,9=,--tag,10=,--tag,11=",
        "--tag: there are 11 entries")]
    [InlineData("--storage-class", "COLD STORAGE", "--storage-class: 'COLD STORAGE' is not the name of a storage class")]
    [InlineData("--acl", "public", "--acl: 'public' is none of private, ")]
    [InlineData("--sse", "kms", "--sse: 'kms' is none of AES256, aws:kms, aws:kms:dsse")]
    [InlineData("--sse-kms-key-id", "alias/mine", "--sse-kms-key-id: the key is used with --sse aws:kms")]
    [InlineData("--sse-kms-key-id", "alias/mine,--sse,AES256", "--sse-kms-key-id: the key is used with --sse aws:kms")]
    [InlineData("--sse-kms-key-id", "my key,--sse,aws:kms", "--sse-kms-key-id: an id, ARN or alias is printable ASCII")]
    public async Task Bad_values_are_refused_before_any_request_by_the_name_of_the_option(string option, string values, string reason)
    {
        await using S3TestServer server = await StartServerAsync();
        string[] words = values.Replace("LONG", new string('v', 2048), StringComparison.Ordinal).Split(',');
        (await RunAsync(server, ["--file", FileOf(11), "--bucket", Bucket, "--key", "k", option, .. words])).ShouldFail(2, reason);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_storage_class_that_Amazon_does_not_have_is_refused_for_Amazon() =>
        (await RunAsync(null, "--file", FileOf(11), "--bucket", Bucket, "--key", "k", "--storage-class", "STANDART"))
            .ShouldFail(2, "--storage-class: 'STANDART' is none of STANDARD, ");
}
