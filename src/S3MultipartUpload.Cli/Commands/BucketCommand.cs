using System.CommandLine;
using S3MultipartUpload.Cli.Arguments;
using S3MultipartUpload.Cli.Screens;
using S3MultipartUpload.Cli.Stores;

namespace S3MultipartUpload.Cli.Commands;

/// <summary>A command about the incomplete uploads of a bucket, or of those whose keys begin with a prefix.</summary>
internal abstract class BucketCommand : Command
{
    private readonly BucketArgument _bucket = new();
    private readonly PrefixArgument _prefix = new();
    private readonly StoreArguments _store = new();
    private readonly VerbosityArguments _verbosity = new();
    private readonly string _interrupted;

    /// <param name="name">The name of the command.</param>
    /// <param name="description">What it does.</param>
    /// <param name="interrupted">What to say when it is interrupted.</param>
    protected BucketCommand(string name, string description, string interrupted)
        : base(name, description)
    {
        _interrupted = interrupted;
        Add(_bucket);
        Add(_prefix);
        _store.AddTo(this, canCreateBucket: false);
        _verbosity.AddTo(this);
        SetAction(RunAsync);
    }

    /// <summary>Does the work.</summary>
    /// <param name="uploads">The store.</param>
    /// <param name="query">The bucket and the prefix.</param>
    /// <param name="arguments">The other arguments.</param>
    /// <param name="screen">Where to say what is done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code.</returns>
    protected abstract Task<int> RunAsync(
        IncompleteUploads uploads,
        IncompleteUploadQuery query,
        ParseResult arguments,
        IScreen screen,
        CancellationToken cancellationToken);

    private Task<int> RunAsync(ParseResult arguments)
    {
        IScreen screen = _verbosity.OpenScreen(arguments);
        return CommandRun.ExecuteAsync(screen, _interrupted, async cancellationToken =>
        {
            var query = new IncompleteUploadQuery
            {
                BucketName = arguments.GetRequiredValue(_bucket),
                Prefix = arguments.GetValue(_prefix),
            };
            await using StoreConnection store = await StoreConnection.OpenAsync(_store.Read(arguments), screen, cancellationToken);
            var uploads = new IncompleteUploads(store.Client, logger: new ScreenLog<IncompleteUploads>(screen));
            return await RunAsync(uploads, query, arguments, screen, cancellationToken);
        });
    }
}
