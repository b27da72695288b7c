namespace S3MultipartUpload.AspNetCore.Uploads;

/// <summary>A browser asked for what is not done. The message is for the browser's user.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="title">What is wrong, in short; the same for the same reason.</param>
/// <param name="detail">What to do about it.</param>
internal sealed class RejectedRequestException(int status, string title, string detail) : Exception(detail)
{
    public int Status => status;

    public string Title => title;

    public static RejectedRequestException Unknown() => new(
        404, "The upload is not known", "It was given up or is too old, or it is another user's. Begin a new upload.");

    public static RejectedRequestException Invalid(string detail) => new(400, "The request is invalid", detail);
}
