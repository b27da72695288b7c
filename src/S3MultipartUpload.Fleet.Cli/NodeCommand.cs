using System.CommandLine;
using System.Globalization;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace S3MultipartUpload.Fleet.Cli;

/// <summary>Runs a node until it is told to stop.</summary>
internal sealed class NodeCommand : FleetCommand
{
    private readonly Option<string[]> _roots = new("--root")
    {
        Description = "Where shared storage is mounted here: NAME=FOLDER. May be given more than once.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _limits = new("--limit")
    {
        Description = "How many parts of a group are sent at one time, over all nodes: GROUP=COUNT.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int> _jobs = new("--jobs") { Description = "Jobs at one time.", DefaultValueFactory = _ => 4 };
    private readonly Option<string?> _endpoint = new("--endpoint-url") { Description = "The store, where it is not Amazon S3." };
    private readonly Option<string?> _region = new("--region") { Description = "The region. Default: as the SDK finds it." };
    private readonly Option<long?> _large = new("--large-object-size")
    {
        Description = "From this size on, objects are divided. Default: 1 GiB.",
    };

    private readonly Option<long?> _range = new("--range-size")
    {
        Description = "How much of such an object one job sends. Default: 512 MiB.",
    };

    private readonly Option<int?> _batch = new("--batch-size") { Description = "How many small files are one job. Default: 1,000." };
    private readonly Option<int?> _concurrency = new("--concurrency") { Description = "Parts at one time. Default: what the line takes." };

    public NodeCommand()
        : base("node", "Runs a node: it does the work that was submitted, until it is stopped. Credentials are those that the SDK finds.")
    {
        foreach (Option option in new Option[]
            { _roots, _limits, _jobs, _endpoint, _region, _large, _range, _batch, _concurrency })
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> ExecuteAsync(ParseResult arguments, string connection, CancellationToken cancellationToken)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Information)
            .AddFilter("Quartz", LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(45));
        builder.Services.AddSingleton<IHostLifetime, Microsoft.Extensions.Hosting.Internal.ConsoleLifetime>();
        builder.Services.AddSingleton<IAmazonS3>(_ => new AmazonS3Client(ConfigOf(arguments)));
        builder.Services.AddS3MultipartUpload(options =>
        {
            if (arguments.GetValue(_concurrency) is { } concurrency)
            {
                options.Concurrency = UploadConcurrency.Fixed(concurrency);
            }
        });
        builder.Services.AddS3UploadFleet(fleet => fleet.UsePostgres(connection).Configure(options => Configure(options, arguments)));
        using IHost host = builder.Build();
        await host.RunAsync(cancellationToken);
        return 0;
    }

    private static (string Name, string Value) Pair(string text) => text.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } value]
        ? (name, value)
        : throw new FormatException($"'{text}' is not NAME=VALUE.");

    private AmazonS3Config ConfigOf(ParseResult arguments)
    {
        AmazonS3Config config = new AmazonS3Config().ForUploads();
        if (arguments.GetValue(_endpoint) is { } endpoint)
        {
            (config.ServiceURL, config.ForcePathStyle) = (endpoint, true);
            config.AuthenticationRegion = arguments.GetValue(_region) ?? "us-east-1";
        }
        else if (arguments.GetValue(_region) is { } region)
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region);
        }

        return config;
    }

    private void Configure(FleetOptions options, ParseResult arguments)
    {
        foreach ((string name, string folder) in arguments.GetValue(_roots)!.Select(Pair))
        {
            options.Roots[name] = Path.GetFullPath(folder);
        }

        foreach ((string group, string most) in arguments.GetValue(_limits)!.Select(Pair))
        {
            options.PartLimits[group] = int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out int limit)
                ? limit
                : throw new FormatException($"The limit of '{group}' is a whole number from 1 on.");
        }

        options.MaxJobs = arguments.GetValue(_jobs);
        options.LargeObjectSize = arguments.GetValue(_large) ?? options.LargeObjectSize;
        options.RangeSize = arguments.GetValue(_range) ?? options.RangeSize;
        options.BatchSize = arguments.GetValue(_batch) ?? options.BatchSize;
    }
}
