using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.AspNetCore.Tests;

/// <summary>Each route, as Uppy asks it and reads its answer.</summary>
public sealed class ContractTests : WebScenario
{
    [Fact]
    public async Task A_file_in_parts_becomes_an_object_of_the_user()
    {
        using HttpClient web = await StartAsync();
        Created upload = await CreateAsync(web);
        Assert.Equal((PartSize, 25_000), (upload.PartSize, upload.Size));
        Assert.Matches("^uploads/alice/[0-9a-f]{32}/holiday.jpg$", upload.Key);
        await SendAsync(web, upload, 1, 2, 3);
        JsonElement stored = await OkAsync(CompleteAsync(web, upload));
        Assert.Equal((upload.Key, Bucket, 25_000), (
            stored.GetProperty("key").GetString(), stored.GetProperty("bucket").GetString(), stored.GetProperty("size").GetInt32()));
        Assert.NotEmpty(stored.GetProperty("location").GetString()!);
        Assert.Equal(File, await StoredAsync(upload.Key));
        GetObjectMetadataResponse head = await Client.GetObjectMetadataAsync(Bucket, upload.Key);
        Assert.Equal("image/jpeg", head.Headers.ContentType);
        Assert.StartsWith("attachment; filename=", head.Headers.ContentDisposition, StringComparison.Ordinal);
    }

    /// <summary>Uppy sends its own metadata along, with nulls, and the size as text, where the page has put it.</summary>
    [Fact]
    public async Task What_Uppy_sends_is_understood()
    {
        using HttpClient web = await StartAsync(options => options.AllowedMetadata.Add("caption"));
        Created upload = await CreateAsync(web, new
        {
            filename = "a.png",
            type = "image/png",
            metadata = new { relativePath = (string?)null, name = "a.png", type = "image/png", size = "25000", caption = "sea" },
        });
        await SendAsync(web, upload, 1, 2, 3);
        await OkAsync(CompleteAsync(web, upload, await PartsAsync(web, upload)));
        GetObjectMetadataResponse head = await Client.GetObjectMetadataAsync(Bucket, upload.Key);
        string[] names = [.. head.Metadata.Keys.Where(name => !name.EndsWith("upload-token", StringComparison.Ordinal))];
        Assert.Equal(["sea"], names.Select(name => head.Metadata[name]));
    }

    [Fact]
    public async Task What_is_stored_is_listed_in_the_words_of_S3()
    {
        using HttpClient web = await StartAsync();
        Created upload = await CreateAsync(web);
        Assert.Empty((await OkAsync(web.GetAsync(upload.List))).EnumerateArray());
        await SendAsync(web, upload, 2);
        JsonElement part = Assert.Single((await OkAsync(web.GetAsync(upload.List))).EnumerateArray());
        Assert.Equal(["PartNumber", "ETag", "Size"], part.EnumerateObject().Select(property => property.Name));
        Assert.Equal((2, PartSize), (part.GetProperty("PartNumber").GetInt32(), part.GetProperty("Size").GetInt32()));
    }

    [Fact]
    public async Task Several_parts_are_signed_at_once()
    {
        using HttpClient web = await StartAsync();
        Created upload = await CreateAsync(web);
        JsonElement signed = await OkAsync(web.GetAsync(upload.Batch("1,3")));
        JsonProperty[] urls = [.. signed.GetProperty("presignedUrls").EnumerateObject()];
        Assert.Equal(["1", "3"], urls.Select(property => property.Name));
        foreach ((JsonProperty url, byte[] part) in urls.Zip([PartOf(1), PartOf(3)]))
        {
            JsonElement presigned = JsonSerializer.SerializeToElement(new { url = url.Value, headers = new { } });
            Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(presigned, part[1..]));
            Assert.Equal(HttpStatusCode.OK, await PutAsync(presigned, part));
        }

        await SendAsync(web, upload, 2);
        await OkAsync(CompleteAsync(web, upload));
        Assert.Equal(File, await StoredAsync(upload.Key));
    }

    [Fact]
    public async Task A_part_is_signed_for_15_minutes()
    {
        using HttpClient web = await StartAsync();
        JsonElement signed = await OkAsync(web.GetAsync((await CreateAsync(web)).Part(1)));
        Assert.Equal(900, signed.GetProperty("expires").GetInt32());
        // The SDK signs by its own clock, which follows the store's to the second.
        string seconds = Regex.Match(signed.GetProperty("url").GetString()!, "X-Amz-Expires=([0-9]+)").Groups[1].Value;
        Assert.InRange(int.Parse(seconds, CultureInfo.InvariantCulture), 1, 902);
    }

    /// <summary>The store lists a thousand at one time.</summary>
    [Fact]
    public async Task A_list_has_all_parts_however_many()
    {
        const int Count = 1_001;
        using HttpClient web = await StartAsync(options => options.PartSize = 1);
        Created upload = await CreateAsync(web, Announced(size: Count));
        string id = (await Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads.Single().UploadId;
        await Parallel.ForEachAsync(
            Enumerable.Range(1, Count), async (number, _) => await UploadPartAsync(upload.Key, id, number, File[..1]));
        Assert.Equal(
            Enumerable.Range(1, Count),
            (await OkAsync(web.GetAsync(upload.List))).EnumerateArray().Select(part => part.GetProperty("PartNumber").GetInt32()));
        Assert.Equal(2, Server.Requests.Count(request => request.Operation == S3Operation.ListParts));
        await OkAsync(CompleteAsync(web, upload));
    }

    [Fact]
    public async Task An_upload_that_is_given_up_is_gone()
    {
        using HttpClient web = await StartAsync();
        Created upload = await CreateAsync(web);
        await SendAsync(web, upload, 1);
        foreach (int _ in Enumerable.Range(0, 2))
        {
            using HttpResponseMessage answer = await web.DeleteAsync(upload.List);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }

        Assert.Equal(0, await OpenUploadsAsync());
        await RefusedAsync(HttpStatusCode.NotFound, web.GetAsync(upload.List));
        await RefusedAsync(HttpStatusCode.NotFound, CompleteAsync(web, upload));
    }

    [Fact]
    public async Task A_small_file_is_sent_by_a_form()
    {
        using HttpClient web = await StartAsync(options => options.AllowedMetadata.Add("caption"));
        JsonElement form = await OkAsync(web.GetAsync("s3/params?filename=a.png&type=image%2Fpng&size=5&metadata[caption]=sea"));
        Assert.Equal("POST", form.GetProperty("method").GetString());
        Assert.Equal(HttpStatusCode.Created, await PostFormAsync(form, [1, 2, 3, 4, 5]));
        string key = form.GetProperty("key").GetString()!;
        Assert.Equal([1, 2, 3, 4, 5], await StoredAsync(key));
        GetObjectMetadataResponse head = await Client.GetObjectMetadataAsync(Bucket, key);
        Assert.Equal(("image/png", "sea"), (head.Headers.ContentType, head.Metadata["caption"]));
        Assert.StartsWith("attachment", head.Headers.ContentDisposition, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public async Task A_form_takes_exactly_the_announced_bytes(int length)
    {
        using HttpClient web = await StartAsync();
        JsonElement form = await OkAsync(web.GetAsync("s3/params?filename=a.png&type=image%2Fpng&metadata[size]=5"));
        Assert.Equal(HttpStatusCode.BadRequest, await PostFormAsync(form, new byte[length]));
    }

    [Fact]
    public async Task Forms_can_be_left_out()
    {
        using HttpClient web = await StartAsync(options => options.AllowSingleRequests = false);
        await RefusedAsync(HttpStatusCode.NotFound, web.GetAsync("s3/params?filename=a.png&type=image%2Fpng&size=5"));
        Assert.False((await OkAsync(web.GetAsync("config"))).GetProperty("allowsSingleRequests").GetBoolean());
    }

    [Fact]
    public async Task An_empty_file_goes_either_way()
    {
        using HttpClient web = await StartAsync();
        JsonElement form = await OkAsync(web.GetAsync("s3/params?filename=a.png&type=image%2Fpng&size=0"));
        Assert.Equal(HttpStatusCode.Created, await PostFormAsync(form, []));
        Created upload = await CreateAsync(web, Announced(size: 0));
        Assert.Equal(HttpStatusCode.OK, await PutAsync(await OkAsync(web.GetAsync(upload.Part(1))), []));
        await OkAsync(CompleteAsync(web, upload));
        Assert.Empty(await StoredAsync(upload.Key));
    }

    [Fact]
    public async Task The_page_learns_what_it_has_to_know()
    {
        using HttpClient web = await StartAsync();
        JsonElement config = await OkAsync(web.GetAsync("config"));
        Assert.Equal(PartSize, config.GetProperty("partSize").GetInt64());
        Assert.Equal(5L * 1024 * 1024 * 1024, config.GetProperty("maxSize").GetInt64());
        Assert.Contains("image/png", config.GetProperty("allowedTypes").EnumerateArray().Select(type => type.GetString()));
    }

    /// <summary>The client of ours has each part's CRC-32 checked by the store, and the manifest proves the object by them.</summary>
    [Fact]
    public async Task Parts_with_checksums_prove_the_object()
    {
        var events = new RecordedEvents();
        using HttpClient web = await StartAsync(services: events.AddTo);
        Created upload = await CreateAsync(web, Announced(checksum: "CRC32"));
        for (int number = 1; number <= 3; number++)
        {
            string checksum = Uri.EscapeDataString(Crc32.Of(PartOf(number)));
            JsonElement signed = await OkAsync(web.GetAsync($"{upload.Part(number)}&crc32={checksum}"));
            Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(signed, new byte[PartOf(number).Length]));
            Assert.Equal(HttpStatusCode.OK, await PutAsync(signed, PartOf(number)));
        }

        Assert.Equal(
            Enumerable.Range(1, 3).Select(number => Crc32.Of(PartOf(number))),
            (await OkAsync(web.GetAsync(upload.List))).EnumerateArray().Select(part => part.GetProperty("ChecksumCRC32").GetString()));
        await OkAsync(CompleteAsync(web, upload));
        UploadManifest manifest = Assert.Single(events.Completed).Manifest;
        Assert.Equal(Crc32.Of(File), manifest.Checksum?.Value);
        Assert.Equal(3, manifest.Parts.Count);
    }

    [Fact]
    public async Task A_checksum_is_asked_for_as_announced()
    {
        using HttpClient web = await StartAsync();
        Created with = await CreateAsync(web, Announced(checksum: "CRC32")), without = await CreateAsync(web);
        await RefusedAsync(HttpStatusCode.BadRequest, web.GetAsync(with.Part(1)));
        await RefusedAsync(HttpStatusCode.BadRequest, web.GetAsync($"{with.Part(1)}&crc32=AAAA"));
        await RefusedAsync(HttpStatusCode.BadRequest, web.GetAsync(with.Batch("1")));
        await RefusedAsync(HttpStatusCode.BadRequest, web.GetAsync($"{without.Part(1)}&crc32=AAAAAA=="));
        await RefusedAsync(HttpStatusCode.BadRequest, web.PostAsJsonAsync("s3/multipart", Announced(checksum: "MD5")));
    }

    private static async Task<object?[]> PartsAsync(HttpClient web, Created upload) =>
        [.. (await OkAsync(web.GetAsync(upload.List))).EnumerateArray().Select(part => (object?)part)];
}
