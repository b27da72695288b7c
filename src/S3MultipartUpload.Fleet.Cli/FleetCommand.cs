using System.CommandLine;
using System.Data.Common;
using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace S3MultipartUpload.Fleet.Cli;

/// <summary>A command over the database. Exit codes: 0 done, 1 failed, 2 refused, 3 the upload has failed.</summary>
internal abstract class FleetCommand : Command
{
    public const int Failed = 1;
    public const int Refused = 2;
    public const int UploadFailed = 3;
    private const string Variable = "S3_UPLOAD_FLEET_CONNECTION";

    private readonly Option<string?> _connection = new("--connection")
    {
        Description = $"The connection string of the PostgreSQL database. Default: the environment variable {Variable}, which nobody " +
            "sees in a list of processes.",
    };

    protected FleetCommand(string name, string description)
        : base(name, description)
    {
        Options.Add(_connection);
        SetAction(RunAsync);
    }

    /// <summary>What the command does once it has its database.</summary>
    protected abstract Task<int> ExecuteAsync(ParseResult arguments, string connection, CancellationToken cancellationToken);

    /// <summary>A client of the fleet, which does no work.</summary>
    protected static async Task<int> WithFleetAsync(string connection, Func<IUploadFleet, Task<int>> run)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging(log => log.SetMinimumLevel(LogLevel.None));
        builder.Services.AddS3UploadFleet(fleet => fleet.UsePostgres(connection).SubmitOnly());
        using IHost host = builder.Build();
        return await run(host.Services.GetRequiredService<IUploadFleet>());
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        string? connection = arguments.GetValue(_connection) ?? Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(connection))
        {
            await Console.Error.WriteLineAsync($"Which database? Give --connection, or set {Variable}.");
            return Refused;
        }

        try
        {
            return await ExecuteAsync(arguments, connection, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return Failed;
        }
        catch (Exception refused) when (refused is UploadRefusedException or FleetException or FormatException or ArgumentException
            or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return Refused;
        }
        catch (Exception failure) when (failure is DbException or IOException or AmazonClientException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return Failed;
        }
    }
}
