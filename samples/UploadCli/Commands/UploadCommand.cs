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
        Description = "The file or named pipe to store; - reads standard input.",
        HelpName = "PATH|-",
        Required = true,
    };

    private readonly ObjectArguments _object = new();
    private readonly PartSizeArguments _partSize = new();
    private readonly ConcurrencyArgument _concurrency = new();
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
        _store.AddTo(this);
        Add(_quiet);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments)
    {
        IScreen screen = _quiet.OpenScreen(arguments);
        return CommandRun.ExecuteAsync(screen, token => StoreAsync(arguments, screen, token), _partSize.NameIn(arguments));
    }

    private async Task<UploadManifest> StoreAsync(ParseResult arguments, IScreen screen, CancellationToken cancellationToken)
    {
        IPartSource source = await InputFile.OpenAsync(arguments.GetRequiredValue(_file), cancellationToken);
        await using Store store = await Store.OpenAsync(_store.Read(arguments), cancellationToken);
        var upload = new ShownUpload(store, arguments.GetValue(_concurrency), screen);
        return await upload.StoreAsync(
            _object.Bucket(arguments), _object.Key(arguments), source, _partSize.Read(arguments), cancellationToken);
    }
}
