using System.CommandLine;
using System.CommandLine.Parsing;
using S3MultipartUpload.Cli.Arguments;
using S3MultipartUpload.Cli.Screens;
using S3MultipartUpload.Cli.Stores;

namespace S3MultipartUpload.Cli.Commands;

/// <summary>Copies an object, or makes one of several, at the store.</summary>
internal sealed class CopyCommand : Command
{
    private readonly Argument<ObjectUri[]> _objects = new("s3://bucket/key")
    {
        Description = "The object to copy, or several to put one behind the other, and last the one that is made of them. " +
            "?versionId=ID behind a key names a version of it.",
        Arity = new ArgumentArity(2, 10_001),
        CustomParser = Parse,
    };

    private readonly TransferArguments _transfer = new();

    public CopyCommand()
        : base("cp", "Copies an object, or makes one of several, without sending its bytes through this machine (but for sources " +
            "below 5 MiB). It keeps type, metadata and tags of the first one but for those given. Standard output carries its manifest.")
    {
        Add(_objects);
        _transfer.AddTo(this, sendsBytes: false);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments)
    {
        IScreen screen = _transfer.OpenScreen(arguments);
        bool isKept = _transfer.IsKept(arguments);
        return CommandRun.ExecuteAsync(
            screen,
            Interrupted.Object(isKept),
            token => CopyAsync(arguments, screen, token),
            _transfer.PartSizeOption(arguments),
            isKept ? Interrupted.Draining : null);
    }

    private async Task<UploadManifest> CopyAsync(ParseResult arguments, IScreen screen, CancellationToken cancellationToken)
    {
        ObjectUri[] objects = arguments.GetRequiredValue(_objects);
        ObjectUri target = objects[^1];
        if (target.VersionId is not null)
        {
            throw new RefusedInputException("cp: the last object is the one that is made; it cannot have a version before.");
        }

        CopySource[] sources = [.. objects.SkipLast(1).Select(source =>
            new CopySource { BucketName = source.Bucket, Key = source.Key, VersionId = source.VersionId })];
        TransferSettings settings = _transfer.Read(arguments);
        await using StoreConnection store = await StoreConnection.OpenAsync(settings.Address, screen, cancellationToken);
        MultipartUploader uploader = store.Uploader(settings.Options);
        string name = $"{target.Bucket}/{target.Key}";
        UploadManifest manifest = await screen.FollowAsync(name, isLengthKnown: true, progress => uploader.CopyAsync(
            settings.Copy(target.Bucket, target.Key, sources, progress), cancellationToken));
        screen.Say($"Copied {name}: {Amount.Bytes(manifest.Size)} in {Amount.Seconds(manifest.Duration)}.");
        return manifest;
    }

    private static ObjectUri[] Parse(ArgumentResult result)
    {
        List<ObjectUri> objects = [];
        foreach (string text in result.Tokens.Select(token => token.Value))
        {
            if (ObjectUri.TryParse(text, out ObjectUri? uri))
            {
                objects.Add(uri);
            }
            else
            {
                result.AddError($"cp: '{text}' is not an object such as s3://bucket/key.");
            }
        }

        return [.. objects];
    }
}
