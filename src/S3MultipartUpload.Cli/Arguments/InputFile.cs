
namespace S3MultipartUpload.Cli.Arguments;

/// <summary>What --file names.</summary>
internal static class InputFile
{
    private const string StandardInput = "-";

    /// <exception cref="RefusedInputException">It cannot be read.</exception>
    public static async Task<IPartSource> OpenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            // A named pipe opens when somebody writes to it.
            return path == StandardInput
                ? PartSource.FromStream(StandardInputStream.Open())
                : await Leaving.RunAsync(() => PartSource.FromFile(path), cancellationToken);
        }
        catch (Exception unusable) when (unusable is ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedInputException($"--file: {FailureText.Of(unusable)}", unusable);
        }
    }
}
