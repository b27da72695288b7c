
namespace S3MultipartUpload.Cli.Screens;

/// <summary>Errors only.</summary>
internal sealed class QuietScreen(TextWriter output) : IScreen
{
    public bool IsVerbose => false;

    public void Say(string message)
    {
    }

    public void Complain(string error) => output.WriteLine(OneLine.Of(error));

    public Task<T> FollowAsync<T>(string name, bool isLengthKnown, Func<IProgress<UploadProgress>?, Task<T>> upload) => upload(null);
}
