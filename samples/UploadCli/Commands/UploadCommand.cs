using System.CommandLine;
using S3MultipartUpload;
using UploadCli.Arguments;
using UploadCli.Screens;
using UploadCli.Stores;

namespace UploadCli.Commands;

/// <summary>Stores one file, or what comes on standard input.</summary>
internal sealed class UploadCommand : RootCommand
{
    private readonly Option<string> _file = new("--file")
    {
        Description = "The file to store; - reads standard input.",
        HelpName = "PATH|-",
        Required = true,
    };

    private readonly ObjectArguments _object = new();
    private readonly PartSizeArguments _partSize = new();
    private readonly ConcurrencyArgument _concurrency = new();
    private readonly ChecksumArgument _checksum = new();
    private readonly IfNoneMatchArgument _ifNoneMatch = new();
    private readonly ProfileArgument _profile = new();
    private readonly StoreArguments _store = new();
    private readonly QuietArgument _quiet = new();

    public UploadCommand()
        : base("Stores a file in Amazon S3, or in a store that speaks S3, in parts that go up in parallel.\n\n" +
            "Standard output carries the manifest of what was stored, as JSON; progress and messages go to standard error. " +
            "Ends with 0 when the object is stored, 1 when the upload failed, 2 when the arguments or the input were refused " +
            "before any request, and 130 on Ctrl+C, after a clean abort. " +
            "Credentials and region come from where the AWS SDK looks for them: environment, profile, role.")
    {
        Directives.Clear();
        Add(_file);
        _object.AddTo(this);
        _partSize.AddTo(this);
        Add(_concurrency);
        Add(_checksum);
        Add(_ifNoneMatch);
        Add(_profile);
        _store.AddTo(this);
        Add(_quiet);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments)
    {
        IScreen screen = _quiet.OpenScreen(arguments);
        return CommandRun.ExecuteAsync(screen, async cancellationToken =>
        {
            IPartSource source = InputFile.Open(arguments.GetRequiredValue(_file));
            StoreAddress address = _store.Read(arguments);
            await using Store store = await Store.OpenAsync(address, cancellationToken);
            var options = new S3MultipartUploadOptions
            {
                MaxConcurrentParts = arguments.GetValue(_concurrency),
                ChecksumAlgorithm = arguments.GetValue(_checksum),
                Profile = _profile.Read(arguments, address),
            };
            var upload = new ShownUpload(store, options, screen);
            return await upload.StoreAsync(
                _object.Bucket(arguments),
                _object.Key(arguments),
                source,
                _partSize.Read(arguments),
                arguments.GetValue(_ifNoneMatch),
                cancellationToken);
        });
    }
}
