using Amazon.S3.Model;
using Amazon.S3.Util;
using S3MultipartUpload.Request;

namespace S3MultipartUpload.Tests;

public sealed class ContentTypeSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3mpu-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("site/index.html", "text/html")]
    [InlineData("INDEX.HTM", "text/html")]
    [InlineData("a.b/app.mjs", "text/javascript")]
    [InlineData("app.wasm", "application/wasm")]
    [InlineData("photo.webp", "image/webp")]
    [InlineData("data.csv", "text/csv")]
    [InlineData("dump.tar.gz", "application/gzip")]
    [InlineData("disk.img", "application/octet-stream")]
    [InlineData("notes.unheard-of", "application/octet-stream")]
    [InlineData("index.html/raw", "application/octet-stream")]
    [InlineData("index.", "application/octet-stream")]
    [InlineData("html", "application/octet-stream")]
    public async Task The_key_tells_the_type_where_I_do_not(string key, string expected)
    {
        Assert.Equal(expected, await SentAsync(key, PartSource.FromMemory(new byte[35]), threshold: 0));
        Assert.Equal(expected, await SentAsync(key, PartSource.FromMemory(new byte[35]), threshold: 1_000));
        var s3 = new MockS3();
        await UploadSpecs.Uploader(s3).StartAsync(new UploadTarget { BucketName = "photos", Key = key });
        Assert.Equal(expected, s3.Created?.ContentType);
    }

    /// <summary>As with TransferUtility; but an extension that means nothing does not count.</summary>
    [Theory]
    [InlineData("report.txt", "report.html", "text/plain")]
    [InlineData("report.txt", "report", "text/plain")]
    [InlineData("report", "report.html", "text/html")]
    [InlineData("report.tmp", "report.html", "text/html")]
    [InlineData("report.tmp", "report", "application/octet-stream")]
    public async Task The_file_tells_it_before_the_key(string file, string key, string expected)
    {
        string path = Path.Combine(_folder, file);
        await File.WriteAllBytesAsync(path, new byte[35]);
        Assert.Equal(expected, await SentAsync(key, PartSource.FromFile(path), threshold: 0));
        Assert.Equal(expected, await SentAsync(key, PartSource.FromFile(path), threshold: 1_000));
    }

    [Fact]
    public async Task What_I_name_is_kept()
    {
        Assert.Equal("text/x-mine", await SentAsync("index.html", PartSource.FromMemory(new byte[35]), threshold: 0, "text/x-mine"));
        Assert.Equal("text/x-mine", await SentAsync("index.html", PartSource.FromMemory(new byte[35]), threshold: 1_000, "text/x-mine"));
    }

    /// <summary>Others it knows by older names (.js, .gz, .xml), or not at all.</summary>
    [Theory]
    [InlineData("html")]
    [InlineData("css")]
    [InlineData("txt")]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("gif")]
    [InlineData("svg")]
    [InlineData("tiff")]
    [InlineData("pdf")]
    [InlineData("zip")]
    [InlineData("tar")]
    [InlineData("mp3")]
    [InlineData("mp4")]
    [InlineData("mov")]
    [InlineData("webm")]
    [InlineData("docx")]
    [InlineData("xlsx")]
    [InlineData("pptx")]
    public void The_usual_types_are_those_of_TransferUtility(string extension) =>
        Assert.Equal(AmazonS3Util.MimeTypeFromExtension($".{extension}"), ContentTypes.OfName($"a.{extension}"));

    private static async Task<string?> SentAsync(string key, IPartSource source, long threshold, string? contentType = null)
    {
        var s3 = new MockS3();
        await UploadSpecs.Uploader(s3, options => options.SinglePutThreshold = threshold).UploadAsync(
            new UploadRequest { BucketName = "photos", Key = key, Source = source, ContentType = contentType });
        Assert.Equal(threshold == 0, s3.Put is null);
        return s3.Put is { } put ? put.ContentType : Assert.IsType<InitiateMultipartUploadRequest>(s3.Created).ContentType;
    }
}
