namespace S3MultipartUpload.Store;

/// <summary>The store answered with success, but without what the answer has to hold; the attempt counts as failed.</summary>
internal sealed class UnusableAnswerException(string message) : S3UploadException(message)
{
    public static string Require(string? value, string operation, string name) => !string.IsNullOrEmpty(value)
        ? value
        : throw new UnusableAnswerException(
            $"The store's answer to {operation} has no {name}. (A mocked IAmazonS3 needs a set-up that gives one.)");

    /// <exception cref="InvalidOperationException">There is none, which no client of the SDK does: it fails at once.</exception>
    public static T Require<T>(T? answer, string operation)
        where T : class => answer ?? throw new InvalidOperationException(
            $"IAmazonS3 gave no answer to {operation}. A mocked one needs a set-up for it.");
}
