using S3MultipartUpload.Line;
using S3MultipartUpload.Store;

namespace S3MultipartUpload.Parts;

/// <summary>Told of every attempt to send a part.</summary>
internal interface IAttemptObserver
{
    /// <summary>What its upload has of the line.</summary>
    LineShare Share { get; }

    /// <summary>How long its parts took; null where none of them is sent twice at one time.</summary>
    PartTimes? Times { get; }

    void OnAttempt(PartAttempt attempt);

    /// <summary>An attempt beyond the first one begins.</summary>
    void OnRetry();
}
