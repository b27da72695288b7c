
namespace S3MultipartUpload.Cli.Screens;

/// <summary>Plain lines, for a log file or another program.</summary>
internal sealed class LineScreen(TextWriter output, TimeProvider time, bool isVerbose) : IScreen
{
    public bool IsVerbose => isVerbose;

    public void Say(string message) => output.WriteLine(OneLine.Of(message));

    public void Complain(string error) => Say(error);

    public Task<T> FollowAsync<T>(string name, bool isLengthKnown, Func<IProgress<UploadProgress>?, Task<T>> upload) =>
        upload(new ProgressLines(line => Say($"{name}: {line}"), time));
}
