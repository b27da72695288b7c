namespace S3MultipartUpload.Tests;

public sealed class PartChecksumTests
{
    [Fact]
    public async Task The_published_check_value_is_written_as_S3_writes_it()
    {
        PartChecksum checksum = await PartChecksum.ComputeAsync(new MemoryStream("123456789"u8.ToArray()), withMD5: true, default);
        Assert.Equal("y/Q5Jg==", PartChecksum.Base64(checksum.Crc32)); // 0xCBF43926
        Assert.Equal("JfnnlDI7RTiF9RgfG2JNCw==", checksum.MD5);
    }
}
