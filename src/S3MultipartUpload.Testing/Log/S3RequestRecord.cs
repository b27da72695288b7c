using System.Globalization;

namespace S3MultipartUpload.Testing;

/// <summary>One request the endpoint has answered, or whose connection it cut. Entered just before the reply leaves.</summary>
public sealed record S3RequestRecord
{
    /// <summary>The operation the request asked for.</summary>
    public required S3Operation Operation { get; init; }

    /// <summary>The bucket, where the request names one.</summary>
    public string? BucketName { get; init; }

    /// <summary>The object's key, exactly as sent, where the request names one.</summary>
    public string? Key { get; init; }

    /// <summary>The part number, where the request names one.</summary>
    public int? PartNumber { get; init; }

    /// <summary>The upload id, where the request names one.</summary>
    public string? UploadId { get; init; }

    /// <summary>1 for the first request with this operation, bucket, key and part number, 2 for the second, and so on.</summary>
    public required int Attempt { get; init; }

    /// <summary>Bytes of request body received on the wire, chunk framing included.</summary>
    public required long BytesReceived { get; init; }

    /// <summary>The HTTP status of the reply; 0 when the connection was cut without one.</summary>
    public required int Status { get; init; }

    /// <summary>S3's error code in the reply, such as <c>NoSuchUpload</c>, or null.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>When the request arrived, by the endpoint's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>From the request's arrival until its reply was ready to leave, by the endpoint's clock.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The value of the reply's x-amz-request-id header.</summary>
    public required string RequestId { get; init; }

    /// <summary>One line: <c>12:30:01.250 UploadPart photos/cat.jpg part 3, attempt 2: 503 SlowDown, 8,388 bytes in 12 ms</c>.</summary>
    /// <returns>The line.</returns>
    public override string ToString()
    {
        string target = BucketName is null ? "" : $" {BucketName}";
        string key = Key is null ? "" : $"/{Key}";
        string part = PartNumber is { } number ? $" part {number}" : "";
        string attempt = Attempt > 1 ? $", attempt {Attempt}" : "";
        string status = Status == 0 ? "connection cut" : Status.ToString(CultureInfo.InvariantCulture);
        string code = ErrorCode is null ? "" : $" {ErrorCode}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Time:HH:mm:ss.fff} {Operation}{target}{key}{part}{attempt}: {status}{code}, {BytesReceived:N0} bytes in " +
            $"{Duration.TotalMilliseconds:N0} ms");
    }
}
