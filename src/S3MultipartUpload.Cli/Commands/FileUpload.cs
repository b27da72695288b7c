using System.CommandLine;
using Amazon.S3;
using S3MultipartUpload.Cli.Arguments;
using S3MultipartUpload.Cli.Screens;
using S3MultipartUpload.Cli.Stores;

namespace S3MultipartUpload.Cli.Commands;

/// <summary>Stores what --file names: what the upload and its resumption have in common.</summary>
internal sealed class FileUpload
{
    private readonly bool _mustResume;

    private readonly Option<string> _file = new("--file")
    {
        Description = "The file or named pipe to store; - reads standard input.",
        HelpName = "PATH|-",
        Required = true,
    };

    private readonly ObjectArguments _object = new();
    private readonly PartSizeArguments _partSize = new();
    private readonly ConcurrencyArgument _concurrency = new();
    private readonly BandwidthArgument _bandwidth = new();
    private readonly DescriptionArguments _description = new();
    private readonly EncryptionArguments _encryption = new();
    private readonly ChecksumArgument _checksum = new();
    private readonly IfNoneMatchArgument _ifNoneMatch = new();
    private readonly StoreKindArgument _kind = new();
    private readonly CheckpointArgument _checkpoints = new();
    private readonly StoreArguments _store = new();
    private readonly VerbosityArguments _verbosity = new();

    /// <param name="command">The command that is to do it; the arguments become its own.</param>
    /// <param name="mustResume">Whether there must be an incomplete upload to resume.</param>
    public FileUpload(Command command, bool mustResume)
    {
        _mustResume = mustResume;
        _checkpoints.Required = mustResume;
        command.Add(_file);
        _object.AddTo(command);
        _partSize.AddTo(command);
        command.Add(_concurrency);
        command.Add(_bandwidth);
        command.Add(_checksum);
        command.Add(_ifNoneMatch);
        _description.AddTo(command);
        _encryption.AddTo(command);
        command.Add(_kind);
        command.Add(_checkpoints);
        _store.AddTo(command, canCreateBucket: true);
        _verbosity.AddTo(command);
        command.SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments)
    {
        IScreen screen = _verbosity.OpenScreen(arguments);
        bool isKept = arguments.GetValue(_checkpoints) is not null;
        return CommandRun.ExecuteAsync(
            screen,
            token => StoreAsync(arguments, screen, token),
            isKept
                ? "Interrupted: the object is not stored yet. Run the same command again to continue."
                : "Interrupted: the object was not stored.",
            _partSize.NameIn(arguments),
            isKept ? "Interrupted: the parts on their way may finish. Interrupt once more to end at once." : null);
    }

    private async Task<UploadManifest> StoreAsync(ParseResult arguments, IScreen screen, CancellationToken cancellationToken)
    {
        IPartSource source = await InputFile.OpenAsync(arguments.GetRequiredValue(_file), cancellationToken);
        StoreAddress address = _store.Read(arguments);
        S3StorageClass? storageClass = _description.StorageClass(arguments, address);
        await using StoreConnection store = await StoreConnection.OpenAsync(address, screen, cancellationToken);
        var options = new S3MultipartUploadOptions
        {
            MaxConcurrentParts = arguments.GetValue(_concurrency),
            Bandwidth = _bandwidth.Read(arguments),
            Profile = _kind.Read(arguments, address),
        };
        var upload = new ShownUpload(store, options, screen);
        ICheckpointStore? checkpoints = _checkpoints.Open(arguments);
        return await upload.StoreAsync(
            progress => new UploadRequest
            {
                BucketName = _object.Bucket(arguments),
                Key = _object.Key(arguments),
                Source = source,
                PartSize = _partSize.Read(arguments),
                ChecksumAlgorithm = arguments.GetValue(_checksum),
                ContentType = _description.ContentType(arguments),
                Metadata = _description.Metadata(arguments),
                Tags = _description.Tags(arguments),
                StorageClass = storageClass,
                CannedAcl = _description.Acl(arguments),
                Encryption = _encryption.Read(arguments),
                IfNoneMatch = arguments.GetValue(_ifNoneMatch),
                CheckpointStore = checkpoints,
                Resume = new ResumeOptions { RestartIfUploadNotFound = !_mustResume },
                Progress = progress,
            },
            _mustResume,
            cancellationToken);
    }
}
