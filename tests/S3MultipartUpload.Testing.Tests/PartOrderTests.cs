using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>
/// The behaviours of ceph/s3-tests' multipart cases that concern the order of things: parts sent again, out of order, with gaps, under
/// conditions.
/// </summary>
public sealed class PartOrderTests : EndpointScenario
{
    [Fact]
    public async Task The_sending_of_a_part_that_finishes_last_wins()
    {
        string upload = await CreateUploadAsync("a");
        HoldEffect hold = FaultEffect.Hold();
        Server.Faults.Add(new Fault { Operation = S3Operation.UploadPart, Attempt = 1, Effect = hold });

        Task<PartETag> startedFirst = UploadPartAsync("a", upload, 1, "first"u8.ToArray());
        await hold.WaitAsync(1);
        await UploadPartAsync("a", upload, 1, "second"u8.ToArray());
        hold.Release();
        PartETag finishedLast = await startedFirst;

        await CompleteAsync("a", upload, finishedLast);
        Assert.Equal("first"u8.ToArray(), await ReadAsync("a"));
    }

    [Fact]
    public async Task The_ETag_of_an_overwritten_part_is_refused()
    {
        string upload = await CreateUploadAsync("a");
        PartETag old = await UploadPartAsync("a", upload, 1, "old"u8.ToArray());
        PartETag current = await UploadPartAsync("a", upload, 1, "new"u8.ToArray());

        await FailsAsync(() => CompleteAsync("a", upload, old), 400, "InvalidPart");
        await CompleteAsync("a", upload, current);

        Assert.Equal("new"u8.ToArray(), await ReadAsync("a"));
    }

    [Fact]
    public async Task Parts_may_come_in_any_order_and_with_gaps_but_are_listed_in_order()
    {
        string upload = await CreateUploadAsync("a");
        PartETag last = await UploadPartAsync("a", upload, 10_000, "c"u8.ToArray());
        PartETag first = await UploadPartAsync("a", upload, 3, "a"u8.ToArray());
        PartETag second = await UploadPartAsync("a", upload, 77, "b"u8.ToArray());

        // The SDK sorts what it is given, hence a raw list.
        string ordered = await CompleteRawAsync(upload, last, first, second);
        Assert.Contains("InvalidPartOrder", ordered, StringComparison.Ordinal);
        Assert.Contains("InvalidPartOrder", await CompleteRawAsync(upload, first, first), StringComparison.Ordinal);
        Assert.Contains("MalformedXML", await CompleteRawAsync(upload), StringComparison.Ordinal);
        await CompleteAsync("a", upload, first, second, last);

        Assert.Equal("abc"u8.ToArray(), await ReadAsync("a"));
    }

    [Fact]
    public async Task Complete_keeps_its_conditions()
    {
        PutObjectResponse old = await PutAsync("a", "old");
        string upload = await CreateUploadAsync("a");
        PartETag part = await UploadPartAsync("a", upload, 1, "new"u8.ToArray());

        await FailsAsync(() => CompleteIfAsync(upload, part, request => request.IfNoneMatch = "*"), 412, "PreconditionFailed");
        await FailsAsync(() => CompleteIfAsync(upload, part, request => request.IfMatch = "\"00\""), 412, "PreconditionFailed");
        Assert.Equal("old"u8.ToArray(), await ReadAsync("a"));
        await CompleteIfAsync(upload, part, request => request.IfMatch = old.ETag);

        Assert.Equal("new"u8.ToArray(), await ReadAsync("a"));
    }

    private Task<CompleteMultipartUploadResponse> CompleteIfAsync(
        string upload, PartETag part, Action<CompleteMultipartUploadRequest> condition)
    {
        var request = new CompleteMultipartUploadRequest { BucketName = Bucket, Key = "a", UploadId = upload, PartETags = [part] };
        condition(request);
        return Client.CompleteMultipartUploadAsync(request);
    }

    private async Task<string> CompleteRawAsync(string upload, params PartETag[] parts)
    {
        using var http = new HttpClient();
        string list =
            string.Concat(parts.Select(part => $"<Part><PartNumber>{part.PartNumber}</PartNumber><ETag>{part.ETag}</ETag></Part>"));
        using HttpResponseMessage answer = await http.PostAsync(
            new Uri(Server.Endpoint, $"/{Bucket}/a?uploadId={upload}"),
            new StringContent($"<CompleteMultipartUpload>{list}</CompleteMultipartUpload>"));
        Assert.Equal(400, (int)answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
