namespace S3MultipartUpload;

/// <summary>The store answered with success, but without what the answer has to hold; the attempt counts as failed.</summary>
internal sealed class UnusableAnswerException(string message) : IOException(message)
{
    public static string Require(string? value, string operation, string name) => !string.IsNullOrEmpty(value)
        ? value
        : throw new UnusableAnswerException(
            $"The store's answer to {operation} has no {name}. (A mocked IAmazonS3 needs a set-up that gives one.)");

    /// <param name="sent">The checksum that went with the request; null where none did.</param>
    /// <param name="answered">The one in the answer.</param>
    /// <param name="mustBeThere">Whether the answer has to name it.</param>
    /// <param name="operation">The operation.</param>
    public static void RequireSame(string? sent, string? answered, bool mustBeThere, string operation)
    {
        if (sent is not null && answered != sent && (mustBeThere || answered is not null))
        {
            throw new UnusableAnswerException(
                $"The store's answer to {operation} has {(answered is null ? "no checksum" : "another checksum than the request")}.");
        }
    }
}
