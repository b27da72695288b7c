using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace S3MultipartUpload.Fleet;

/// <summary>Configures a fleet.</summary>
public interface IFleetBuilder
{
    /// <summary>The services that it is registered with.</summary>
    IServiceCollection Services { get; }

    /// <summary>Sets the options of this node.</summary>
    /// <param name="configure">Sets them.</param>
    IFleetBuilder Configure(Action<FleetOptions> configure);

    /// <summary>Keeps the work in PostgreSQL. The application brings the driver: the package Npgsql, which is found by its name.</summary>
    /// <param name="connectionString">
    /// The connection string. Its <c>Options</c> get <c>idle_in_transaction_session_timeout</c>, 10 seconds, unless they have it: without
    /// that, a node that hangs amid a transaction would hold up all others.
    /// </param>
    IFleetBuilder UsePostgres(string connectionString);

    /// <summary>Keeps the work in PostgreSQL.</summary>
    /// <param name="source">
    /// The database; it stays the caller's to dispose. Its sessions should have <c>idle_in_transaction_session_timeout</c>, of about 10
    /// seconds.
    /// </param>
    IFleetBuilder UsePostgres(DbDataSource source);

    /// <summary>
    /// Changes the settings of the fleet's own scheduler beyond <see cref="FleetOptions"/>. An application that has one running already
    /// gives it by <see cref="UseScheduler"/> instead.
    /// </summary>
    /// <param name="configure">Sets them; called after all else was.</param>
    IFleetBuilder UseQuartz(Action<IQuartzBuilder> configure);

    /// <summary>Runs the fleet's jobs on a clustered scheduler that the application has, and starts, itself.</summary>
    /// <param name="find">Finds it. Its jobs must be made by the application's services, as AddQuartz does.</param>
    IFleetBuilder UseScheduler(Func<IServiceProvider, CancellationToken, ValueTask<IScheduler>> find);

    /// <summary>Submits and asks, but does no work.</summary>
    IFleetBuilder SubmitOnly();
}
