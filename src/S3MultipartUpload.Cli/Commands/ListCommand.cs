using System.CommandLine;
using System.Text.Json;
using S3MultipartUpload.Cli.Arguments;
using S3MultipartUpload.Cli.Screens;

namespace S3MultipartUpload.Cli.Commands;

/// <summary>Lists the incomplete uploads of a bucket.</summary>
internal sealed class ListCommand : BucketCommand
{
    private readonly DaysArgument _olderThan = new(
        "--older-than-days", least: 0, "Only uploads that were begun at least so many days ago.");

    private readonly Option<bool> _size = new("--size")
    {
        Description = "Asks for the parts stored so far, too: one more request for each upload.",
    };

    public ListCommand()
        : base(
            "list",
            "Lists the uploads that were begun and neither completed nor aborted: a JSON array on standard output.",
            "Interrupted.")
    {
        Add(_olderThan);
        Add(_size);
    }

    protected override async Task<int> RunAsync(
        IncompleteUploads uploads,
        IncompleteUploadQuery query,
        ParseResult arguments,
        IScreen screen,
        CancellationToken cancellationToken)
    {
        query = query with { OlderThan = _olderThan.Read(arguments), IncludeSize = arguments.GetValue(_size) };
        List<IncompleteUpload> found = await uploads.ListAsync(query, cancellationToken).ToListAsync(cancellationToken);
        string size = query.IncludeSize ? $" with {Amount.Bytes(found.Sum(upload => upload.StoredSize ?? 0))} stored so far" : "";
        int outOfReach = found.Count(upload => upload.IsOutOfReach);
        string unreached = outOfReach == 0 ? ""
            : $" {outOfReach} of them out of reach: their keys begin with a slash, which the AWS SDK drops.";
        screen.Say($"Incomplete uploads in {query.BucketName}: {found.Count}{size}.{unreached}");
        return await CommandRun.TellAsync(
            JsonSerializer.Serialize(found, IncompleteJson.Default.IReadOnlyListIncompleteUpload), screen, "The list", cancellationToken);
    }
}
