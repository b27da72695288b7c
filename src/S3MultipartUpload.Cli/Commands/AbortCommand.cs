using System.CommandLine;
using S3MultipartUpload.Cli.Arguments;
using S3MultipartUpload.Cli.Screens;
using S3MultipartUpload.Cli.Stores;

namespace S3MultipartUpload.Cli.Commands;

/// <summary>Gives up an upload that was interrupted.</summary>
internal sealed class AbortCommand : Command
{
    private readonly ObjectArguments _object = new();
    private readonly CheckpointArgument _checkpoints = new() { Required = true };
    private readonly StoreArguments _store = new();
    private readonly VerbosityArguments _verbosity = new();

    public AbortCommand()
        : base("abort", "Gives up an upload that was interrupted: its parts and its checkpoint are removed. " +
            "Standard output carries the manifest of what was stored of it.")
    {
        _object.AddTo(this);
        Add(_checkpoints);
        _store.AddTo(this, canCreateBucket: false);
        _verbosity.AddTo(this);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments)
    {
        IScreen screen = _verbosity.OpenScreen(arguments);
        return CommandRun.ExecuteAsync(screen, "Interrupted: the upload may still be open.", async cancellationToken =>
        {
            await using StoreConnection store = await StoreConnection.OpenAsync(_store.Read(arguments), screen, cancellationToken);
            MultipartUploader uploader = store.Uploader();
            UploadManifest manifest = await uploader.AbortAsync(
                new UploadTarget { BucketName = _object.Bucket(arguments), Key = _object.Key(arguments) },
                _checkpoints.Open(arguments),
                cancellationToken);
            screen.Say($"Aborted the upload of {manifest.BucketName}/{manifest.Key}; {Amount.Bytes(manifest.Size)} were stored of it.");
            return await CommandRun.TellAsync(manifest.ToJson(), screen, "The upload is aborted, but its manifest", cancellationToken);
        });
    }
}
