using S3MultipartUpload;

namespace UploadCli.Arguments;

/// <summary>What --file names.</summary>
internal static class InputFile
{
    private const string StandardInput = "-";

    /// <exception cref="RefusedInputException">It cannot be read.</exception>
    public static IPartSource Open(string path)
    {
        if (path == StandardInput)
        {
            return PartSource.FromStream(new InterruptibleStream(Console.OpenStandardInput()));
        }

        try
        {
            return PartSource.FromFile(path);
        }
        catch (Exception unusable) when (unusable is ArgumentException or IOException or UnauthorizedAccessException)
        {
            string reason = path.Length == 0 ? "the path is empty." : FailureText.Of(unusable);
            throw new RefusedInputException($"--file: {reason}", unusable);
        }
    }
}
