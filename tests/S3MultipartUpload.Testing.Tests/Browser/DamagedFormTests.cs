using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using CsCheck;

namespace S3MultipartUpload.Testing.Tests.Browser;

/// <summary>Whatever arrives in the place of a form, it is stored whole or not at all, and the endpoint does not fail.</summary>
public sealed class DamagedFormTests : EndpointScenario
{
    private const string Boundary = "----WebKitFormBoundaryAbCdEfGh";
    private static readonly byte[] File = "the bytes\r\n--of the file\r\n"u8.ToArray();

    private static readonly byte[] Form =
    [
        .. Encoding.UTF8.GetBytes(
            $"--{Boundary}\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nup/${{filename}}\r\n" +
            $"--{Boundary}\r\nContent-Disposition: form-data; name=\"x-amz-meta-a\"\r\n\r\nb\r\n" +
            $"--{Boundary}\r\nContent-Disposition: form-data; name=\"tagging\"\r\n\r\n<Tagging><TagSet/></Tagging>\r\n" +
            $"--{Boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\n"),
        .. File,
        .. Encoding.UTF8.GetBytes($"\r\n--{Boundary}--\r\n"),
    ];

    [Fact]
    public async Task Form_that_is_whole_is_stored()
    {
        using var http = new HttpClient();

        Assert.Equal(204, await PostAsync(http, Form));
        Assert.Equal(File, await ReadAsync("up/a.txt"));
    }

    [Fact]
    public async Task Form_that_is_damaged_or_cut_off_is_refused_or_stored_whole()
    {
        using var http = new HttpClient();
        Gen<byte[]> damaged = Gen.Select(Gen.Int[0, Form.Length - 1], Gen.Byte, Gen.Int[0, 3]).Select((at, value, kind) => kind switch
        {
            0 => Form[..at],
            1 => (byte[])[.. Form[..at], value, .. Form[(at + 1)..]],
            2 => [.. Form[..at], value, .. Form[at..]],
            _ => [.. Form[..at], .. Form[Math.Min(Form.Length, at + value)..]],
        });

        await damaged.SampleAsync(
            async body =>
            {
                int status = await PostAsync(http, body);
                var list = new ListObjectsV2Request { BucketName = Bucket, Encoding = EncodingType.Url };
                int? stored = (await Client.ListObjectsV2Async(list)).KeyCount;
                Server.Reset();
                Assert.Contains(status, (int[])[204, 400, 501]);
                Assert.Equal(status == 204 ? 1 : 0, stored);
            },
            iter: 300,
            threads: 1);
    }

    /// <summary>Larger than the endpoint could hold in the buffers it has for it.</summary>
    [Fact]
    public async Task File_of_a_form_is_streamed()
    {
        using var http = new HttpClient();
        long length = 200L << 20;
        using var form = new MultipartFormDataContent { { new StringContent("large"), "key" } };
        form.Add(new RepeatedContent(new byte[1 << 20], length), "file", "large.bin");
        await using S3TestServer discarding =
            await S3TestServer.StartAsync(new() { BucketNames = { Bucket }, AllowAnonymous = true, DiscardData = true });
        long before = GC.GetTotalAllocatedBytes();

        using HttpResponseMessage response = await http.PostAsync(new Uri(discarding.Endpoint, Bucket), form);

        Assert.Equal(204, (int)response.StatusCode);
        using AmazonS3Client client = PlainClient(discarding);
        Assert.Equal(length, (await client.GetObjectMetadataAsync(Bucket, "large")).ContentLength);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, length / 2);
    }

    private async Task<int> PostAsync(HttpClient http, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={Boundary}");
        using HttpResponseMessage response = await http.PostAsync(new Uri(Server.Endpoint, Bucket), content);
        return (int)response.StatusCode;
    }
}
