using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.AspNetCore.Tests;

/// <summary>The npm package s3-multipart-upload: its own tests, and what it does, in node, with this server and the endpoint.</summary>
public sealed class ClientTests : WebScenario, IClassFixture<ClientPackage>
{
    private readonly string _folder = Directory.CreateTempSubdirectory("client-").FullName;

    public ClientTests(ClientPackage package)
    {
        Assert.SkipWhen(package.Missing is not null, package.Missing ?? "");
    }

    public override async ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Its_own_tests_pass()
    {
        (int exitCode, string output, string errors) = await NodeCommand.RunAsync("npm", ClientPackage.Folder, "test");

        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\n{errors}");
        Assert.Matches(@"(?m)^(# |ℹ )pass [1-9]\d{2}", output);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(PartSize)]
    [InlineData(PartSize + 1)]
    [InlineData((12 * PartSize) + 7)]
    public async Task A_file_becomes_an_object_with_its_checksum(int length)
    {
        using HttpClient web = await StartAsync();
        byte[] file = RandomBytes(length, seed: length);

        JsonElement stored = await UploadAsync(web, file);

        string key = await AssertStoredAsync(file, stored);
        GetObjectMetadataResponse head = await Client.GetObjectMetadataAsync(
            new GetObjectMetadataRequest { BucketName = Bucket, Key = key, ChecksumMode = ChecksumMode.ENABLED });
        Assert.Equal(Crc32.Of(file), head.ChecksumCRC32);
        Assert.Equal(0, await OpenUploadsAsync());
    }

    [Fact]
    public async Task Without_checksums_it_becomes_one_too()
    {
        using HttpClient web = await StartAsync();

        await AssertStoredAsync(File, await UploadAsync(web, File, new { checksum = false }));
    }

    public static TheoryData<string> Faults => ["503", "reset", "lost", "flipped", "vanished"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_fails_is_sent_again(string kind)
    {
        using HttpClient web = await StartAsync();
        var fault = new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = 2,
            Times = kind == "vanished" ? 1 : 2,
            Effect = kind switch
            {
                "503" => FaultEffect.Status(503, "SlowDown"),
                "reset" => FaultEffect.ResetAfter(100),
                "lost" => FaultEffect.DropReply,
                "flipped" => FaultEffect.FlipByte(17),
                _ => FaultEffect.UploadVanished,
            },
        };
        Server.Faults.Add(fault);

        await AssertStoredAsync(File, await UploadAsync(web, File));

        Assert.Equal(fault.Times, fault.Struck);
    }

    [Fact]
    public async Task What_is_stored_is_not_sent_again_by_another_process()
    {
        using HttpClient web = await StartAsync();
        await FailAtPartAsync(web, 3);

        await AssertStoredAsync(File, await UploadAsync(web, File));

        Assert.Equal([1, 2, 3], SentParts().Order());
    }

    [Fact]
    public async Task Another_file_of_this_name_takes_over_the_parts_that_agree_and_no_others()
    {
        using HttpClient web = await StartAsync();
        await FailAtPartAsync(web, 3);
        byte[] other = [.. PartOf(1), .. RandomBytes(File.Length - PartSize, seed: 8)];

        await AssertStoredAsync(other, await UploadAsync(web, other));

        Assert.Equal([1, 2, 2, 3], SentParts().Order());
    }

    [Fact]
    public async Task Another_user_begins_anew()
    {
        using HttpClient web = await StartAsync();
        await FailAtPartAsync(web, 3);

        string key = await AssertStoredAsync(File, await UploadAsync(web, File, new { user = "bob" }));

        Assert.Contains("/bob/", key, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)] // It asks again by itself.
    [InlineData(10)] // The next process does.
    public async Task A_completion_whose_answer_was_lost_is_told_again(int lost)
    {
        using HttpClient web = await StartAsync();

        JsonElement stored = await UploadAsync(web, File, new { loseCompletion = lost });
        if (lost > 1)
        {
            Assert.Equal("UploadError", stored.GetProperty("error").GetString());
            stored = await UploadAsync(web, File);
        }

        await AssertStoredAsync(File, stored);
        Assert.Equal([1, 2, 3], SentParts().Order());
    }

    [Fact]
    public async Task Another_tab_with_other_bytes_under_this_name_is_told_of_its_own_object()
    {
        using HttpClient web = await StartAsync();
        byte[] other = RandomBytes(File.Length, seed: 8);
        string path = Path.Combine(_folder, "other.bin");
        await System.IO.File.WriteAllBytesAsync(path, other);

        JsonElement stored = await UploadAsync(web, File, new { otherTab = path });

        string key = await AssertStoredAsync(File, stored);
        Assert.NotEqual(key, await AssertStoredAsync(other, stored.GetProperty("other")));
    }

    [Fact]
    public async Task To_abort_leaves_nothing()
    {
        using HttpClient web = await StartAsync();
        await FailAtPartAsync(web, 3);
        Assert.Equal(1, await OpenUploadsAsync());

        await UploadAsync(web, File, new { act = "abort" });

        Assert.Equal(0, await OpenUploadsAsync());
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_words_of_the_server()
    {
        using HttpClient web = await StartAsync(options => options.MaxSize = 24_999);

        JsonElement refused = await UploadAsync(web, File);

        Assert.Equal("UploadError", refused.GetProperty("error").GetString());
        Assert.Equal(413, refused.GetProperty("status").GetInt32());
        Assert.Contains("24999", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private async Task FailAtPartAsync(HttpClient web, int number)
    {
        Server.Faults.Add(new Fault
        {
            Operation = S3Operation.UploadPart,
            PartNumber = number,
            Times = 3, // As often as the client tries what is refused.
            Effect = FaultEffect.Status(405, "MethodNotAllowed"),
        });
        JsonElement failed = await UploadAsync(web, File, new { concurrency = 1 });
        Assert.Equal(405, failed.GetProperty("status").GetInt32());
    }

    private int[] SentParts() =>
    [
        .. Server.Requests.Where(request => request is { Operation: S3Operation.UploadPart, Status: 200 })
            .Select(request => request.PartNumber ?? 0),
    ];

    /// <summary>Runs the client in a process of its own, which has the notes of those before it.</summary>
    private async Task<JsonElement> UploadAsync(HttpClient web, byte[] file, object? options = null)
    {
        string path = Path.Combine(_folder, "holiday.jpg");
        await System.IO.File.WriteAllBytesAsync(path, file);
        Dictionary<string, object?> call = new() { ["user"] = Alice, ["notes"] = Path.Combine(_folder, "notes.json") };
        foreach (JsonProperty option in JsonSerializer.SerializeToElement(options ?? new { }).EnumerateObject())
        {
            call[option.Name] = option.Value;
        }

        (int exitCode, string output, string errors) = await NodeCommand.RunAsync(
            "node",
            _folder,
            Path.Combine(ClientPackage.Folder, "..", "client.js"),
            web.BaseAddress!.ToString().TrimEnd('/'),
            path,
            JsonSerializer.Serialize(call));
        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\n{errors}");
        return JsonSerializer.Deserialize<JsonElement>(output);
    }

    private async Task<string> AssertStoredAsync(byte[] file, JsonElement stored)
    {
        Assert.True(stored.TryGetProperty("key", out JsonElement key), stored.GetRawText());
        Assert.Equal(file.Length, stored.GetProperty("size").GetInt64());
        Assert.Equal(file, await StoredAsync(key.GetString()!));
        return key.GetString()!;
    }
}
