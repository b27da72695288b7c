using System.Collections.Concurrent;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Moq;

namespace S3MultipartUpload.Tests;

/// <summary>
/// A bucket with unfinished uploads behind <see cref="Mock{IAmazonS3}"/>. It is stricter than S3: a page can only be asked for after an
/// upload that still exists.
/// </summary>
internal sealed class MockBucket
{
    public const string Name = "photos";

    private readonly Lock _lock = new();
    private readonly List<MultipartUpload> _uploads = [];

    public MockBucket()
    {
        Mock.Setup(s3 => s3.ListMultipartUploadsAsync(It.IsAny<ListMultipartUploadsRequest>(), It.IsAny<CancellationToken>()))
            .Returns<ListMultipartUploadsRequest, CancellationToken>(async (request, token) =>
            {
                Calls.Enqueue("List");
                await OnList(request, token);
                return Alter(List(request));
            });
        Mock.Setup(s3 => s3.AbortMultipartUploadAsync(It.IsAny<AbortMultipartUploadRequest>(), It.IsAny<CancellationToken>()))
            .Returns<AbortMultipartUploadRequest, CancellationToken>(async (request, token) =>
            {
                Calls.Enqueue($"Abort {request.Key}");
                await OnAbort(request, token);
                return Remove(request.Key, request.UploadId) ? new AbortMultipartUploadResponse() : throw Error(404, "NoSuchUpload");
            });
        Mock.Setup(s3 => s3.ListPartsAsync(It.IsAny<ListPartsRequest>(), It.IsAny<CancellationToken>()))
            .Returns<ListPartsRequest, CancellationToken>(async (request, token) =>
            {
                Calls.Enqueue($"Parts {request.Key}");
                ListPartsResponse? answer = await OnParts(request, token);
                lock (_lock)
                {
                    return answer ?? (
                        _uploads.Exists(upload => upload.UploadId == request.UploadId) ? new() : throw Error(404, "NoSuchKey"));
                }
            });
    }

    public Mock<IAmazonS3> Mock { get; } = new(MockBehavior.Loose);

    public ConcurrentQueue<string> Calls { get; } = new();

    public int PageSize { get; set; } = 1000;

    public Func<ListMultipartUploadsRequest, CancellationToken, Task> OnList { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Alters an answer before it is given.</summary>
    public Func<ListMultipartUploadsResponse, ListMultipartUploadsResponse> Alter { get; set; } = answer => answer;

    public Func<AbortMultipartUploadRequest, CancellationToken, Task> OnAbort { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Gives the parts; null for none, or NoSuchKey where there is no upload.</summary>
    public Func<ListPartsRequest, CancellationToken, Task<ListPartsResponse?>> OnParts { get; set; } =
        (_, _) => Task.FromResult<ListPartsResponse?>(null);

    public IEnumerable<string> Keys
    {
        get
        {
            lock (_lock)
            {
                return [.. _uploads.Select(upload => upload.Key)];
            }
        }
    }

    public static AmazonS3Exception Error(int status, string code) =>
        new(code, Amazon.Runtime.ErrorType.Sender, code, "request", (HttpStatusCode)status);

    public void Add(string key, DateTime? initiated = null, string? uploadId = null)
    {
        lock (_lock)
        {
            _uploads.Add(new MultipartUpload { Key = key, UploadId = uploadId ?? $"id-{_uploads.Count:D6}", Initiated = initiated });
        }
    }

    public bool Remove(string key, string uploadId)
    {
        lock (_lock)
        {
            return _uploads.RemoveAll(upload => upload.Key == key && upload.UploadId == uploadId) > 0;
        }
    }

    public IncompleteUploads Cleanup(TimeProvider? time = null, Action<S3MultipartUploadOptions>? configure = null) =>
        new(Mock.Object, Samples.SmallOptions(configure), logger: null, time);

    private ListMultipartUploadsResponse List(ListMultipartUploadsRequest request)
    {
        lock (_lock)
        {
            List<MultipartUpload> all = [.. _uploads
                .Where(upload => upload.Key.StartsWith(request.Prefix ?? "", StringComparison.Ordinal))
                .OrderBy(upload => upload.Key, StringComparer.Ordinal).ThenBy(upload => upload.UploadId, StringComparer.Ordinal)];
            int start = 0;
            if (request.KeyMarker is not null)
            {
                start = all.FindIndex(upload => upload.Key == request.KeyMarker && upload.UploadId == request.UploadIdMarker) + 1;
                Assert.True(start > 0, $"There is no upload {request.UploadIdMarker} of {request.KeyMarker} to go on after.");
            }

            List<MultipartUpload> page = [.. all.Skip(start).Take(PageSize)];
            bool isTruncated = start + page.Count < all.Count;
            return new ListMultipartUploadsResponse
            {
                MultipartUploads = page.Count > 0 ? page : null,
                IsTruncated = isTruncated,
                NextKeyMarker = isTruncated ? page[^1].Key : null,
                NextUploadIdMarker = isTruncated ? page[^1].UploadId : null,
            };
        }
    }
}
