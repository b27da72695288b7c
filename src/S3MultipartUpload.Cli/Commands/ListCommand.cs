using System.CommandLine;
using System.Text.Json;
using S3MultipartUpload.Cli.Arguments;
using S3MultipartUpload.Cli.Screens;
using S3MultipartUpload.Cli.Stores;

namespace S3MultipartUpload.Cli.Commands;

/// <summary>Lists the unfinished uploads of a bucket.</summary>
internal sealed class ListCommand : Command
{
    private readonly BucketArgument _bucket = new();
    private readonly PrefixArgument _prefix = new();
    private readonly DaysArgument _olderThan = new(
        "--older-than-days", least: 0, "Only uploads that were begun at least so many days ago.");

    private readonly Option<bool> _size = new("--size")
    {
        Description = "Asks for the parts stored so far, too: one more request for each upload.",
    };

    private readonly StoreArguments _store = new();
    private readonly QuietArgument _quiet = new();

    public ListCommand()
        : base("list", "Lists the uploads that were begun and neither completed nor aborted: a JSON array on standard output.")
    {
        Add(_bucket);
        Add(_prefix);
        Add(_olderThan);
        Add(_size);
        _store.AddTo(this, canCreateBucket: false);
        Add(_quiet);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments)
    {
        IScreen screen = _quiet.OpenScreen(arguments);
        return CommandRun.ExecuteAsync(screen, "Interrupted.", async cancellationToken =>
        {
            string bucket = arguments.GetRequiredValue(_bucket);
            var query = new IncompleteUploadQuery
            {
                BucketName = bucket,
                Prefix = arguments.GetValue(_prefix),
                OlderThan = arguments.GetValue(_olderThan) is { } days ? TimeSpan.FromDays(days) : null,
                IncludeSize = arguments.GetValue(_size),
            };
            await using StoreConnection store = await StoreConnection.OpenAsync(_store.Read(arguments), cancellationToken);
            List<IncompleteUpload> uploads = await new IncompleteUploads(store.Client)
                .ListAsync(query, cancellationToken).ToListAsync(cancellationToken);
            string size = query.IncludeSize ? $" with {Amount.Bytes(uploads.Sum(upload => upload.StoredSize ?? 0))} stored so far" : "";
            screen.Say($"Unfinished uploads in {bucket}: {uploads.Count}{size}.");
            return await CommandRun.TellAsync(
                JsonSerializer.Serialize(uploads, UnfinishedJson.Default.IReadOnlyListIncompleteUpload), screen, "The list");
        });
    }
}
