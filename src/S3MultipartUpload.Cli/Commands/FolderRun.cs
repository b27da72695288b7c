using S3MultipartUpload.Cli.Arguments;
using S3MultipartUpload.Cli.Screens;
using S3MultipartUpload.Cli.Stores;

namespace S3MultipartUpload.Cli.Commands;

/// <summary>Stores a folder: one bar for all of it, the manifest on standard output while it grows, and the failures at the end.</summary>
internal sealed class FolderRun(TransferSettings settings, IScreen screen)
{
    private const string NoPrefix = "/";

    /// <returns>The exit code.</returns>
    public async Task<int> StoreAsync(
        string path, string bucket, string prefix, (string[] Include, string[] Exclude) patterns, CancellationToken cancellationToken)
    {
        if (!prefix.EndsWith('/'))
        {
            throw new RefusedInputException(
                $"--key: for a folder it is what all keys begin with, and ends with a slash: '{prefix}/'; or a slash alone for nothing.");
        }

        await using StoreConnection store = await StoreConnection.OpenAsync(settings.Address, screen, cancellationToken);
        MultipartUploader uploader = store.Uploader(settings.Options);
        await using Stream output = StandardOutput.Open();
        var upload = new DirectoryUpload
        {
            Path = path,
            BucketName = bucket,
            KeyPrefix = prefix == NoPrefix ? "" : prefix,
            Include = patterns.Include,
            Exclude = patterns.Exclude,
            RequestFor = file => settings.Upload(file.BucketName, file.Key, file.Source),
            OnFile = EndIfStoreIsUnusable,
            CheckpointStore = settings.Checkpoints,
            Manifest = output,
        };
        string name = $"{bucket}/{upload.KeyPrefix}";
        DirectoryUploadResult result = await screen.FollowAsync(
            name,
            isLengthKnown: true,
            progress => uploader.UploadDirectoryAsync(
                upload with { Progress = progress is null ? null : new WholeProgress(progress) }, cancellationToken));
        Tell(result, name);
        return result.FilesFailed == 0 ? ExitCode.Stored : ExitCode.Failed;
    }

    /// <summary>What no file can be stored at, none is tried at any more.</summary>
    private static void EndIfStoreIsUnusable(DirectoryFileResult file)
    {
        if (file.Exception is MultipartUploadException { InnerException: StoreUnavailableException } failure)
        {
            throw failure;
        }
    }

    private void Tell(DirectoryUploadResult result, string name)
    {
        foreach (DirectoryFileResult failure in result.Failures)
        {
            string why = failure.Exception is null ? "it failed." : FailureText.Of(failure.Exception);
            screen.Complain($"{failure.RelativePath}: {why}");
        }

        (long Count, string What)[] others =
        [
            (result.FilesUnchanged, "were there already"), (result.LinksSkipped, "links were skipped"), (result.FilesFailed, "failed"),
        ];
        string rest = string.Concat(others.Where(other => other.Count > 0).Select(other => $", {other.Count} {other.What}"));
        string told = $"Stored {result.FilesStored} files with {Amount.Bytes(result.BytesStored)} under {name}{rest}.";
        if (result.FilesFailed > 0)
        {
            screen.Complain(told);
        }
        else
        {
            screen.Say(told);
        }
    }

    /// <summary>Shows the progress of many like that of one.</summary>
    private sealed class WholeProgress(IProgress<UploadProgress> inner) : IProgress<UploadManyProgress>
    {
        public void Report(UploadManyProgress value) => inner.Report(new UploadProgress
        {
            BytesTransferred = value.BytesTransferred,
            BytesStored = value.BytesStored,
            TotalBytes = value.TotalBytes,
            PartsStored = 0,
            IsCompleted = value.IsCompleted,
            BytesPerSecond = value.BytesPerSecond,
        });
    }
}
