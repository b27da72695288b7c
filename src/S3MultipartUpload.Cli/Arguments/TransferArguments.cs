using System.CommandLine;
using S3MultipartUpload.Cli.Screens;
using S3MultipartUpload.Cli.Stores;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>How something is stored, whether a file, a folder or a copy.</summary>
internal sealed class TransferArguments
{
    private readonly PartSizeArguments _partSize = new();
    private readonly ConcurrencyArgument _concurrency = new();
    private readonly BandwidthArgument _bandwidth = new();
    private readonly UnsignedPayloadArgument _unsigned = new();
    private readonly ChecksumArgument _checksum = new();
    private readonly IfNoneMatchArgument _ifNoneMatch = new();
    private readonly DescriptionArguments _description = new();
    private readonly EncryptionArguments _encryption = new();
    private readonly StoreKindArgument _kind = new();
    private readonly CheckpointArgument _checkpoints = new();
    private readonly StoreArguments _store = new();
    private readonly VerbosityArguments _verbosity = new();

    /// <param name="command">The command.</param>
    /// <param name="mustResume">Whether the folder of checkpoints has to be named.</param>
    /// <param name="sendsBytes">Whether the bytes pass through this process, so that their rate can be limited.</param>
    public void AddTo(Command command, bool mustResume = false, bool sendsBytes = true)
    {
        _checkpoints.Required = mustResume;
        _partSize.AddTo(command);
        command.Add(_concurrency);
        if (sendsBytes)
        {
            command.Add(_bandwidth);
            command.Add(_unsigned);
        }

        command.Add(_checksum);
        command.Add(_ifNoneMatch);
        _description.AddTo(command);
        _encryption.AddTo(command);
        command.Add(_kind);
        command.Add(_checkpoints);
        _store.AddTo(command);
        _verbosity.AddTo(command);
    }

    public IScreen OpenScreen(ParseResult arguments) => _verbosity.OpenScreen(arguments);

    public bool IsKept(ParseResult arguments) => arguments.GetValue(_checkpoints) is not null;

    public string PartSizeOption(ParseResult arguments) => _partSize.NameIn(arguments);

    /// <exception cref="RefusedInputException">An option contradicts the store.</exception>
    public TransferSettings Read(ParseResult arguments)
    {
        StoreAddress address = _store.Read(arguments);
        UploadConcurrency concurrency = arguments.GetValue(_concurrency) ?? UploadConcurrency.Adaptive();
        return new TransferSettings
        {
            Address = address,
            Options = new S3MultipartUploadOptions
            {
                Concurrency = concurrency,
                MaxConcurrentRequests = ConcurrencyArgument.RequestsFor(concurrency),
                Bandwidth = _bandwidth.Read(arguments),
                UnsignedPayloadOverHttp = arguments.GetValue(_unsigned),
                Profile = _kind.Read(arguments, address),
            },
            PartSize = _partSize.Read(arguments),
            Checksum = arguments.GetValue(_checksum),
            IfNoneMatch = arguments.GetValue(_ifNoneMatch),
            ContentType = _description.ContentType(arguments),
            Metadata = _description.Metadata(arguments),
            Tags = _description.Tags(arguments),
            StorageClass = _description.StorageClass(arguments, address),
            Acl = _description.Acl(arguments),
            Encryption = _encryption.Read(arguments),
            Checkpoints = _checkpoints.Open(arguments),
        };
    }
}
