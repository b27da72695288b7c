using System.Text;
using System.Text.Json.Nodes;
using S3MultipartUpload.Checkpoints;

namespace S3MultipartUpload.Tests;

/// <summary>A checkpoint that was read is hostile: whatever it says, the error is typed, and no request is made.</summary>
public sealed class MalformedCheckpointTests
{
    private readonly MockS3 _s3 = new();
    private readonly MemoryCheckpointStore _store = new();

    public static TheoryData<string, Action<JsonObject>> Edits => new()
    {
        { "foreign version", node => node["schemaVersion"] = 2 },
        { "negative version", node => node["schemaVersion"] = -1 },
        { "no version", node => node.Remove("schemaVersion") },
        { "version as text", node => node["schemaVersion"] = "1" },
        { "unknown member", node => node["more"] = 1 },
        { "no upload", node => node.Remove("upload") },
        { "null upload", node => node["upload"] = null },
        { "upload as text", node => node["upload"] = "x" },
        { "foreign bucket", node => Upload(node)["bucket"] = "others" },
        { "foreign key", node => Upload(node)["key"] = "2026/winter.bin" },
        { "key in another case", node => Upload(node)["key"] = "2026/Summer.bin" },
        { "no key", node => Upload(node).Remove("key") },
        { "null key", node => Upload(node)["key"] = null },
        { "no upload id", node => Upload(node).Remove("uploadId") },
        { "empty upload id", node => Upload(node)["uploadId"] = "" },
        { "upload id with a line break", node => Upload(node)["uploadId"] = "a\nb" },
        { "long upload id", node => Upload(node)["uploadId"] = new string('a', 5_000) },
        { "empty token", node => Upload(node)["uploadToken"] = "" },
        { "short token", node => Upload(node)["uploadToken"] = "AB" },
        { "foreign token", node => Upload(node)["uploadToken"] = new string('x', 32) },
        { "unknown member of the upload", node => Upload(node)["endpoint"] = "http://elsewhere" },
        { "flag as number", node => Upload(node)["keepsPartChecksums"] = 1 },
        { "no part size", node => node.Remove("partSize") },
        { "part size 0", node => node["partSize"] = 0 },
        { "negative part size", node => node["partSize"] = -5 },
        { "huge part size", node => node["partSize"] = JsonNode.Parse("1e400") },
        { "part size with a fraction", node => node["partSize"] = 1.5 },
        { "part size above Int64", node => node["partSize"] = JsonNode.Parse("9223372036854775808") },
        { "negative length", node => node["sourceLength"] = -1 },
        { "length below the parts", node => node["sourceLength"] = 5 },
        { "long fingerprint", node => node["sourceFingerprint"] = new string('a', 5_000) },
        { "no parts", node => node.Remove("parts") },
        { "null parts", node => node["parts"] = null },
        { "parts as object", node => node["parts"] = new JsonObject() },
        { "null part", node => Parts(node).Add(null) },
        { "part as number", node => Parts(node).Add(1) },
        { "nested parts", node => node["parts"] = new JsonArray(new JsonArray()) },
        { "part number 0", node => Part(node)["number"] = 0 },
        { "negative part number", node => Part(node)["number"] = -1 },
        { "huge part number", node => Part(node)["number"] = int.MaxValue },
        { "part number above Int32", node => Part(node)["number"] = 1L << 40 },
        { "part twice", node => Parts(node).Insert(0, Part(node).DeepClone()) },
        { "parts in disorder", node => Part(node)["number"] = 7 },
        { "negative offset", node => Part(node)["offset"] = -1 },
        { "overlap", node => Part(node)["size"] = 15 },
        { "negative size", node => Part(node)["size"] = -1 },
        { "overflow", node => Part(node)["size"] = long.MaxValue },
        { "offset and size overflow", node => Last(node)["size"] = long.MaxValue },
        { "no ETag", node => Part(node).Remove("eTag") },
        { "empty ETag", node => Part(node)["eTag"] = "" },
        { "null ETag", node => Part(node)["eTag"] = null },
        { "checksum not base64", node => Part(node)["checksum"] = "!!!!" },
        { "checksum too short", node => Part(node)["checksum"] = "AA==" },
        { "checksum too long", node => Part(node)["checksum"] = Convert.ToBase64String(new byte[100]) },
        { "unknown member of a part", node => Part(node)["etag2"] = "x" },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task A_checkpoint_that_contradicts_itself_or_the_request_is_refused(string what, Action<JsonObject> edit)
    {
        JsonObject node = Assert.IsType<JsonObject>(JsonNode.Parse(await Good()));
        edit(node);
        await AssertUnusable(Encoding.UTF8.GetBytes(node.ToJsonString()), what);
    }

    [Fact]
    public async Task A_checkpoint_that_is_no_JSON_or_more_than_one_is_refused()
    {
        string good = await Good();
        string[] bad =
        [
            "", " ", "null", "true", "1", "\"x\"", "[]", "{}", "{", "\0", "{}{}", good + good, good + "x", good[1..], "[" + good + "]",
            good.Replace("\"parts\":", "\"parts\":[],\"parts\":", StringComparison.Ordinal),
            good.Replace("\"bucket\":", "\"bucket\":\"others\",\"bucket\":", StringComparison.Ordinal),
            good.Replace("\"number\":1", "\"number\":1,\"number\":1", StringComparison.Ordinal),
            good.Replace("\"key\":\"", "\"key\":\"\\ud800", StringComparison.Ordinal),
            good.Replace("\"partSize\"", "\"PartSize\"", StringComparison.Ordinal),
            string.Concat(Enumerable.Repeat("[", 100_000)), string.Concat(Enumerable.Repeat("{\"upload\":", 100_000)),
            new string(' ', CheckpointJson.MaxBytes) + good,
        ];
        foreach (string json in bad)
        {
            await AssertUnusable(Encoding.UTF8.GetBytes(json), json[..Math.Min(20, json.Length)]);
        }

        await AssertUnusable([0xFF, 0xFE, 0x00], "not UTF-8");
    }

    [Fact]
    public async Task A_checkpoint_cut_anywhere_is_refused()
    {
        byte[] good = Encoding.UTF8.GetBytes(await Good());
        for (int length = 0; length < good.Length; length++)
        {
            await AssertUnusable(good[..length], $"cut at {length}");
        }
    }

    /// <summary>Most mutations make it unusable; one that does not must lead to the right object all the same.</summary>
    [Fact]
    public async Task A_checkpoint_with_any_byte_changed_does_no_harm()
    {
        byte[] good = Encoding.UTF8.GetBytes(await Good());
        var random = new Random(11);
        int unusable = 0;
        for (int round = 0; round < 500; round++)
        {
            byte[] mutated = [.. good];
            mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            var s3 = new MockS3();
            try
            {
                await Write(mutated);
                await Uploader(s3).UploadAsync(Request());
                Assert.Equal(Samples.Bytes(35), s3.Stored);
            }
            catch (CheckpointException problem)
            {
                Assert.Equal(CheckpointProblem.Unusable, problem.Problem);
                Assert.Empty(s3.Calls);
                unusable++;
            }
            catch (MultipartUploadException refused)
            {
                Assert.True(refused.InnerException is SourceChangedException or UploadNotFoundException, refused.Message);
            }
        }

        Assert.InRange(unusable, 250, 500);
    }

    private static JsonObject Upload(JsonObject node) => Assert.IsType<JsonObject>(node["upload"]);

    private static JsonArray Parts(JsonObject node) => Assert.IsType<JsonArray>(node["parts"]);

    private static JsonObject Part(JsonObject node) => Assert.IsType<JsonObject>(Parts(node)[0]);

    private static JsonObject Last(JsonObject node) => Assert.IsType<JsonObject>(Parts(node)[^1]);

    private static MultipartUploader Uploader(MockS3 s3, ICheckpointStore? store = null) =>
        new(s3.Client, Samples.SmallOptions(options => options.CheckpointStore = store));

    private UploadRequest Request() => new()
    {
        BucketName = "photos",
        Key = "2026/summer.bin",
        Source = PartSource.FromMemory(Samples.Bytes(35)),
        CheckpointStore = _store,
        Resume = new ResumeOptions { RestartIfUploadNotFound = true, RestartIfSourceChanged = true },
    };

    /// <summary>The checkpoint of an upload of 35 bytes that has failed at its last part.</summary>
    private async Task<string> Good()
    {
        var s3 = new MockS3 { OnPart = (number, _, _) => number == 4 ? throw new InvalidOperationException("no") : Task.CompletedTask };
        MultipartUploadException failure = await Assert.ThrowsAsync<MultipartUploadException>(
            () => new MultipartUploader(
                s3.Client, Samples.SmallOptions(options => options.Concurrency = UploadConcurrency.Fixed(1))).UploadAsync(Request()));
        Assert.Equal(FailedUploadState.Kept, failure.State);
        await using ICheckpoint checkpoint = await _store.OpenAsync("photos", "2026/summer.bin", CancellationToken.None);
        return Encoding.UTF8.GetString(await checkpoint.ReadAsync(CancellationToken.None) ?? []);
    }

    private async Task Write(byte[] content)
    {
        await using ICheckpoint checkpoint = await _store.OpenAsync("photos", "2026/summer.bin", CancellationToken.None);
        await checkpoint.WriteAsync(content, CancellationToken.None);
    }

    private async Task AssertUnusable(byte[] content, string what)
    {
        await Write(content);
        MultipartUploader uploader = Uploader(_s3);
        foreach (Func<Task> call in new Func<Task>[]
        {
            () => uploader.UploadAsync(Request()),
            () => uploader.ResumeAsync(Request()),
            () => uploader.AbortAsync(new UploadTarget { BucketName = "photos", Key = "2026/summer.bin" }, _store),
        })
        {
            CheckpointException unusable = await Assert.ThrowsAsync<CheckpointException>(call);
            Assert.True(unusable.Problem == CheckpointProblem.Unusable, what);
            Assert.NotEmpty(unusable.Location);
            Assert.Contains(unusable.Location, unusable.Message, StringComparison.Ordinal);
        }

        Assert.Empty(_s3.Calls);
        await using ICheckpoint untouched = await _store.OpenAsync("photos", "2026/summer.bin", CancellationToken.None);
        Assert.Equal(content, await untouched.ReadAsync(CancellationToken.None));
    }
}
