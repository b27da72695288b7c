
namespace S3MultipartUpload.Cli.Screens;

/// <summary>What the user sees beside the manifest: standard error.</summary>
internal interface IScreen
{
    /// <summary>Whether every request and all of the log are told.</summary>
    bool IsVerbose { get; }

    /// <summary>Tells something.</summary>
    void Say(string message);

    /// <summary>Tells an error.</summary>
    void Complain(string error);

    /// <summary>Shows the progress of an upload until it has ended.</summary>
    /// <param name="name">What is uploaded.</param>
    /// <param name="isLengthKnown">Whether its reports tell how long it is.</param>
    /// <param name="upload">The upload, with where to report; null reports are not wanted.</param>
    Task<T> FollowAsync<T>(string name, bool isLengthKnown, Func<IProgress<UploadProgress>?, Task<T>> upload);
}
