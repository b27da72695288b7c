using System.Collections.Concurrent;
using Amazon.S3;
using Amazon.S3.Model;
using Moq;

namespace S3MultipartUpload.Tests;

/// <summary>
/// A stateful S3 behind <see cref="Mock{IAmazonS3}"/>. Like a plain mock it gives no part numbers, no collections and no checksums
/// back. It reads each body as the SDK does, and then drops it.
/// </summary>
internal sealed class MockS3
{
    private readonly ConcurrentDictionary<int, (byte[] Bytes, string ETag)> _parts = new();
    private readonly ConcurrentDictionary<int, int> _attempts = new();
    private int _inFlight;

    public MockS3()
    {
        Mock.Setup(s3 => s3.InitiateMultipartUploadAsync(It.IsAny<InitiateMultipartUploadRequest>(), It.IsAny<CancellationToken>()))
            .Returns<InitiateMultipartUploadRequest, CancellationToken>(async (request, token) =>
            {
                Calls.Enqueue("Create");
                Created = request;
                await OnCall("Create", token);
                return new InitiateMultipartUploadResponse { UploadId = UploadId, ChecksumAlgorithm = Keeps };
            });
        Mock.Setup(s3 => s3.UploadPartAsync(It.IsAny<UploadPartRequest>(), It.IsAny<CancellationToken>()))
            .Returns<UploadPartRequest, CancellationToken>(UploadPartAsync);
        Mock.Setup(s3 => s3.CompleteMultipartUploadAsync(It.IsAny<CompleteMultipartUploadRequest>(), It.IsAny<CancellationToken>()))
            .Returns<CompleteMultipartUploadRequest, CancellationToken>(async (request, token) =>
            {
                Calls.Enqueue("Complete");
                await OnCall("Complete", token);
                Assert.Equal(_parts.OrderBy(part => part.Key).Select(part => part.Value.ETag), request.PartETags.Select(part => part.ETag));
                Completed = request;
                Stored = [.. _parts.OrderBy(part => part.Key).SelectMany(part => part.Value.Bytes)];
                return new CompleteMultipartUploadResponse { ETag = "\"object\"", VersionId = "v1", Location = "https://example/object" };
            });
        Mock.Setup(s3 => s3.AbortMultipartUploadAsync(It.IsAny<AbortMultipartUploadRequest>(), It.IsAny<CancellationToken>()))
            .Returns<AbortMultipartUploadRequest, CancellationToken>(async (_, token) =>
            {
                Calls.Enqueue("Abort");
                InFlightAtAbort = InFlight;
                await OnCall("Abort", token);
                return new AbortMultipartUploadResponse();
            });
        Mock.Setup(s3 => s3.PutObjectAsync(It.IsAny<PutObjectRequest>(), It.IsAny<CancellationToken>()))
            .Returns<PutObjectRequest, CancellationToken>(async (request, token) =>
            {
                Calls.Enqueue("Put");
                Put = request;
                Stored = await ReadAsync(request.InputStream, token);
                await OnCall("Put", token);
                return new PutObjectResponse { ETag = "\"object\"" };
            });
    }

    public Mock<IAmazonS3> Mock { get; } = new();

    public IAmazonS3 Client => Mock.Object;

    public ConcurrentQueue<string> Calls { get; } = new();

    public ConcurrentBag<UploadPartRequest> PartRequests { get; } = [];

    /// <summary>The id of the multipart upload.</summary>
    public string UploadId { get; set; } = "upload-1";

    /// <summary>The algorithm of the checksums that it says it keeps.</summary>
    public ChecksumAlgorithm? Keeps { get; set; }

    public InitiateMultipartUploadRequest? Created { get; private set; }

    public CompleteMultipartUploadRequest? Completed { get; private set; }

    public PutObjectRequest? Put { get; private set; }

    public byte[]? Stored { get; private set; }

    public int InFlight => Volatile.Read(ref _inFlight);

    public int MaxInFlight { get; private set; }

    public int? InFlightAtAbort { get; private set; }

    /// <summary>Runs in every call but UploadPart; throws to make it fail.</summary>
    public Func<string, CancellationToken, Task> OnCall { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs in every UploadPart, with the attempt's number, before the body is read; throws to make it fail.</summary>
    public Func<int, int, CancellationToken, Task> OnPart { get; set; } = (_, _, _) => Task.CompletedTask;

    /// <summary>Runs in every UploadPart when the first byte of its body has been read; throws to make it fail.</summary>
    public Func<int, int, CancellationToken, Task> OnFirstByte { get; set; } = (_, _, _) => Task.CompletedTask;

    /// <summary>Runs in every UploadPart when the last byte of its body has been read; throws to make it fail.</summary>
    public Func<int, int, CancellationToken, Task> OnSent { get; set; } = (_, _, _) => Task.CompletedTask;

    /// <summary>Gives the ETag of a part.</summary>
    public Func<int, int, string?> ETagOf { get; set; } = (number, attempt) => $"\"part-{number}-{attempt}\"";

    public int AttemptsOf(int partNumber) => _attempts.GetValueOrDefault(partNumber);

    private async Task<UploadPartResponse> UploadPartAsync(UploadPartRequest request, CancellationToken token)
    {
        lock (_parts)
        {
            MaxInFlight = Math.Max(MaxInFlight, ++_inFlight);
        }

        try
        {
            PartRequests.Add(request);
            int number = Assert.NotNull(request.PartNumber);
            int attempt = _attempts.AddOrUpdate(number, 1, (_, before) => before + 1);
            Calls.Enqueue($"Part {number}");
            await OnPart(number, attempt, token);
            await request.InputStream.ReadExactlyAsync(new byte[1], token);
            await OnFirstByte(number, attempt, token);
            byte[] bytes = await ReadAsync(request.InputStream, token);
            Assert.Equal(request.PartSize, bytes.Length);
            await OnSent(number, attempt, token);
            string? eTag = ETagOf(number, attempt);
            _parts[number] = (bytes, eTag ?? "");
            return new UploadPartResponse { ETag = eTag };
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <summary>As the SDK reads over http: once to hash, then back to the start and once to send.</summary>
    private static async Task<byte[]> ReadAsync(Stream body, CancellationToken token)
    {
        body.Position = 0;
        await body.CopyToAsync(Stream.Null, token);
        body.Position = 0;
        var copy = new MemoryStream();
        await body.CopyToAsync(copy, token);
        return copy.ToArray();
    }
}
