using System.Data.Common;

namespace S3MultipartUpload.Fleet.Database;

/// <summary>The fleet's own tables, beside those of Quartz. They are made, and brought up to date, by whoever comes first.</summary>
internal static class FleetSchema
{
    /// <summary>Each brings the tables from the version of its place to the next. What was published is never changed.</summary>
    private static readonly string[] Steps =
    [
        """
        create table s3_fleet_upload (
          id text primary key,
          description text not null,
          folder text,
          state smallint not null,
          objects bigint not null default 0,
          objects_stored bigint not null default 0,
          objects_failed bigint not null default 0,
          bytes_stored bigint not null default 0,
          parts_stored bigint not null default 0,
          submitted_at timestamptz not null default now(),
          ended_at timestamptz,
          failure text);
        create index s3_fleet_upload_order on s3_fleet_upload (submitted_at);
        create table s3_fleet_object (
          upload_id text not null references s3_fleet_upload on delete cascade,
          number bigint not null,
          object_key text not null,
          source text not null,
          state smallint not null default 0,
          attempts int not null default 0,
          size bigint,
          failure text,
          manifest text,
          session text,
          identity text,
          part_size bigint,
          primary key (upload_id, number),
          unique (upload_id, object_key));
        create index s3_fleet_object_open on s3_fleet_object (upload_id, number) where state <> 2;
        create table s3_fleet_range (
          upload_id text not null,
          number bigint not null,
          first_part int not null,
          last_part int not null,
          parts text,
          primary key (upload_id, number, first_part),
          foreign key (upload_id, number) references s3_fleet_object on delete cascade);
        create table s3_fleet_checkpoint (
          bucket text not null,
          object_key text not null,
          content bytea,
          written_at timestamptz,
          holder uuid,
          held_until timestamptz,
          primary key (bucket, object_key));
        """,
        """
        alter table s3_fleet_upload add column cleared_at timestamptz;
        alter table s3_fleet_upload add column searched_at timestamptz not null default now();
        """,
        """
        alter table s3_fleet_upload drop column searched_at;
        alter table s3_fleet_object add column retries int not null default 0;
        """,
        """
        create index s3_fleet_upload_state on s3_fleet_upload (state) where state <> 3;
        """,
        """
        alter table s3_fleet_upload add column parts bigint not null default 0;
        update s3_fleet_upload u set parts = r.parts
        from (select upload_id, sum(last_part - first_part + 1) as parts from s3_fleet_range group by upload_id) r where r.upload_id = u.id;
        create index s3_fleet_object_failed on s3_fleet_object (upload_id, number) where state = 3;
        """,
    ];

    private const string Deadlock = "40P01";
    private const string LockTimeout = "55P03";

    /// <summary>How long a node waits before it asks for the tables again that another one has.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async Task<bool> EnsureAsync(FleetDatabase database, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await TryEnsureAsync(database, cancellationToken).ConfigureAwait(false);
            }
            catch (DbException error) when (error.SqlState == Deadlock)
            {
                // A node of an older version works on, and has the tables in another order: nothing was changed.
            }
            catch (DbException error) when (error.SqlState == LockTimeout)
            {
                // One is in the midst of something long. Whoever waits for all of a table, everybody else waits for.
                await Task.Delay(Pause, database.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static Task<bool> TryEnsureAsync(FleetDatabase database, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async transaction =>
            {
                // One after the other: the lock is given back with the transaction.
                await transaction.ExecuteLongAsync("select pg_advisory_xact_lock(835190044)").ConfigureAwait(false);
                await transaction.ExecuteAsync("create table if not exists s3_fleet_schema (version int not null)").ConfigureAwait(false);
                List<int> versions = await transaction
                    .ListAsync("select version from s3_fleet_schema", row => row.GetInt32(0)).ConfigureAwait(false);
                int version = versions.DefaultIfEmpty(0).Max();
                if (version > Steps.Length)
                {
                    throw new FleetException($"The fleet's tables have version {version}; this library knows {Steps.Length}. Use a newer " +
                        "one on this machine.");
                }

                await transaction.ExecuteAsync("set local lock_timeout = '2s'").ConfigureAwait(false);
                foreach (string step in Steps.Skip(version))
                {
                    await transaction.ExecuteLongAsync(step).ConfigureAwait(false);
                }

                await transaction.ExecuteAsync("delete from s3_fleet_schema").ConfigureAwait(false);
                await transaction.ExecuteAsync("insert into s3_fleet_schema values (@version)", ("version", Steps.Length))
                    .ConfigureAwait(false);
                return true;
            },
            cancellationToken);
}
