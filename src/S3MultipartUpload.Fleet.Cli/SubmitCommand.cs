using System.CommandLine;

namespace S3MultipartUpload.Fleet.Cli;

/// <summary>Submits one object, a folder, or a list from standard input.</summary>
internal sealed class SubmitCommand : FleetCommand
{
    private readonly Argument<string> _id = new("id") { Description = "Your name of the upload. The same again changes nothing." };
    private readonly Option<string> _bucket = new("--bucket") { Description = "The bucket.", Required = true };
    private readonly Option<string?> _source = new("--source")
    {
        Description = "One object: file:ROOT/PATH, https://…, or s3://BUCKET/KEY; with --key.",
    };

    private readonly Option<string?> _key = new("--key") { Description = "The key of the one object." };
    private readonly Option<string?> _folder = new("--folder") { Description = "All files of file:ROOT/PATH, and below it." };
    private readonly Option<string> _prefix = new("--prefix")
    {
        Description = "What comes before their paths.",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<bool> _list = new("--stdin") { Description = "Objects from standard input, a line each: KEY, a tab, SOURCE." };
    private readonly Option<int> _priority = new("--priority")
    {
        Description = "What is higher begins first.",
        DefaultValueFactory = _ => 5,
    };

    private readonly Option<string?> _group = new("--limit-group") { Description = "The group whose limit the nodes hold to (default: the bucket)." };
    private readonly Option<long?> _partSize = new("--part-size") { Description = "The size of parts in bytes." };

    public SubmitCommand()
        : base("submit", "Submits an object, a folder or a list; says, as JSON, where it stands.")
    {
        Arguments.Add(_id);
        foreach (Option option in new Option[] { _bucket, _source, _key, _folder, _prefix, _list, _priority, _group, _partSize })
        {
            Options.Add(option);
        }
    }

    protected override Task<int> ExecuteAsync(ParseResult arguments, string connection, CancellationToken cancellationToken)
    {
        var upload = new FleetUpload
        {
            Id = arguments.GetRequiredValue(_id),
            BucketName = arguments.GetRequiredValue(_bucket),
            Priority = arguments.GetValue(_priority),
            LimitGroup = arguments.GetValue(_group),
            PartSize = arguments.GetValue(_partSize),
        };
        return WithFleetAsync(connection, async fleet =>
        {
            FleetStatus status = (arguments.GetValue(_source), arguments.GetValue(_folder), arguments.GetValue(_list)) switch
            {
                ({ } source, null, false) => await fleet.SubmitAsync(
                    upload,
                    new FleetItem(
                        arguments.GetValue(_key) ?? throw new FormatException("Give the object its --key."), FleetSource.Parse(source)),
                    cancellationToken),
                (null, { } folder, false) => await fleet.SubmitAsync(
                    upload, new FleetFolder(FleetSource.Parse(folder), arguments.GetValue(_prefix) ?? ""), cancellationToken),
                (null, null, true) => await fleet.SubmitAsync(upload, LinesAsync(), cancellationToken),
                _ => throw new FormatException("Give one of --source, --folder and --stdin."),
            };
            Console.WriteLine(StatusText.Json(status));
            return 0;
        });
    }

    private static async IAsyncEnumerable<FleetItem> LinesAsync()
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            yield return line.Split('\t') is [var key, var source] ? new FleetItem(key, FleetSource.Parse(source))
                : throw new FormatException($"'{line}' is not KEY, a tab, SOURCE.");
        }
    }
}
