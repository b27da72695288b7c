using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Quartz;
using S3MultipartUpload.Fleet.Database;

namespace S3MultipartUpload.Fleet.Registration;

/// <summary>What was said of a fleet, until it is registered.</summary>
internal sealed class FleetBuilder(IServiceCollection services) : IFleetBuilder
{
    public IServiceCollection Services => services;

    public FleetOptions Options { get; } = new();

    public DbDataSource? Source { get; private set; }

    public bool IsNode { get; private set; } = true;

    public Func<IServiceProvider, CancellationToken, ValueTask<IScheduler>>? Scheduler { get; private set; }

    /// <summary>Whether nobody else has <see cref="Source"/>: its connections are closed with the services.</summary>
    public bool OwnsSource { get; private set; }

    public List<Action<IQuartzBuilder>> Quartz { get; } = [];

    public IFleetBuilder Configure(Action<FleetOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(Options);
        return this;
    }

    public IFleetBuilder UsePostgres(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        const string Factory = "Npgsql.NpgsqlFactory, Npgsql";
        var factory = Type.GetType(Factory)?.GetField("Instance")?.GetValue(null) as DbProviderFactory;
        UsePostgres((factory ?? throw new InvalidOperationException(
            "The driver of PostgreSQL is missing: add the package Npgsql to the application."))
            .CreateDataSource(WithTimeout(connectionString)));
        OwnsSource = true;
        return this;
    }

    public IFleetBuilder UsePostgres(DbDataSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        (Source, OwnsSource) = (source, false);
        return this;
    }

    public IFleetBuilder UseQuartz(Action<IQuartzBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Quartz.Add(configure);
        return this;
    }

    public IFleetBuilder UseScheduler(Func<IServiceProvider, CancellationToken, ValueTask<IScheduler>> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        Scheduler = find;
        return this;
    }

    public IFleetBuilder SubmitOnly()
    {
        IsNode = false;
        return this;
    }

    /// <summary>
    /// A process that hangs amid a transaction says nothing, and to the database it lives: what it has locked, all nodes would wait for.
    /// </summary>
    private static string WithTimeout(string connectionString)
    {
        const string Options = "Options";
        const string Name = "idle_in_transaction_session_timeout";
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        string? given = parts.TryGetValue(Options, out object? value) ? $"{value}" : Environment.GetEnvironmentVariable("PGOPTIONS");
        if (given?.Contains(Name, StringComparison.OrdinalIgnoreCase) != true)
        {
            parts[Options] = $"{given} -c {Name}={FleetDatabase.LongestIdle.TotalMilliseconds}".Trim();
        }

        return parts.ConnectionString;
    }
}
