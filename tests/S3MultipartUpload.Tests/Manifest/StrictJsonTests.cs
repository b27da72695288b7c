using System.Text;
using S3MultipartUpload.Manifest;

namespace S3MultipartUpload.Tests;

public sealed class StrictJsonTests
{
    [Fact]
    public async Task What_is_as_long_as_it_may_be_is_read_and_one_byte_more_is_not()
    {
        UploadManifest manifest = await UploadSpecs.Uploader(new MockS3())
            .UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(35))));
        int length = Encoding.UTF8.GetByteCount(manifest.ToJson());
        Assert.Equal(manifest, Read(manifest.ToJson(), length));
        Assert.Contains("bytes", Reason(manifest.ToJson(), length - 1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "it is null")]
    [InlineData("[]", "JSON")]
    [InlineData("{", "JSON")]
    [InlineData("", "JSON")]
    public void What_is_something_else_is_told_by_one_kind_of_error(string json, string reason) =>
        Assert.Contains(reason, Reason(json, 100), StringComparison.Ordinal);

    [Fact]
    public void What_is_wrong_with_it_is_told() => Assert.Equal(
        "because",
        Assert.Throws<InvalidUploadJsonException>(() => StrictJson.Read(
            """{"bucket":"b","key":"k","parts":[]}""", ManifestJson.Default.UploadManifest, 100, _ => "because")).Message);

    private static UploadManifest Read(string json, int maxBytes) =>
        StrictJson.Read(json, ManifestJson.Default.UploadManifest, maxBytes, _ => null);

    private static string Reason(string json, int maxBytes) =>
        Assert.Throws<InvalidUploadJsonException>(() => Read(json, maxBytes)).Message;
}
