using System.CommandLine;
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
        Description = "The file, folder or named pipe to store; - reads standard input.",
        HelpName = "PATH|-",
        Required = true,
    };

    private readonly ObjectArguments _object = new();
    private readonly PatternArguments _patterns = new();
    private readonly TransferArguments _transfer = new();

    /// <param name="command">The command that is to do it; the arguments become its own.</param>
    /// <param name="mustResume">Whether there must be an incomplete upload to resume.</param>
    public FileUpload(Command command, bool mustResume)
    {
        _mustResume = mustResume;
        command.Add(_file);
        _object.AddTo(command);
        if (!mustResume)
        {
            _patterns.AddTo(command, _file);
        }

        _transfer.AddTo(command, mustResume);
        command.SetAction(arguments => !mustResume && Directory.Exists(arguments.GetRequiredValue(_file))
            ? RunFolderAsync(arguments)
            : RunAsync(arguments));
    }

    private Task<int> RunAsync(ParseResult arguments)
    {
        IScreen screen = _transfer.OpenScreen(arguments);
        bool isKept = _transfer.IsKept(arguments);
        return CommandRun.ExecuteAsync(
            screen,
            Interrupted.Object(isKept),
            token => StoreAsync(arguments, screen, token),
            _transfer.PartSizeOption(arguments),
            isKept ? Interrupted.Draining : null);
    }

    private Task<int> RunFolderAsync(ParseResult arguments)
    {
        IScreen screen = _transfer.OpenScreen(arguments);
        bool isKept = _transfer.IsKept(arguments);
        return CommandRun.ExecuteAsync(
            screen,
            Interrupted.Folder(isKept),
            token => new FolderRun(_transfer.Read(arguments), screen).StoreAsync(
                arguments.GetRequiredValue(_file), _object.Bucket(arguments), _object.Key(arguments), _patterns.Read(arguments), token),
            _transfer.PartSizeOption(arguments),
            isKept ? Interrupted.Draining : null);
    }

    private async Task<UploadManifest> StoreAsync(ParseResult arguments, IScreen screen, CancellationToken cancellationToken)
    {
        IPartSource source = await InputFile.OpenAsync(arguments.GetRequiredValue(_file), cancellationToken);
        TransferSettings settings = _transfer.Read(arguments);
        await using StoreConnection store = await StoreConnection.OpenAsync(settings.Address, screen, cancellationToken);
        var upload = new ShownUpload(store, settings.Options, screen);
        return await upload.StoreAsync(
            progress => settings.Upload(_object.Bucket(arguments), _object.Key(arguments), source, _mustResume, progress),
            _mustResume,
            cancellationToken);
    }
}
