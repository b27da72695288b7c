using System.Data.Common;

namespace S3MultipartUpload.Fleet.Database;

/// <summary>The uploads that were submitted.</summary>
internal sealed class UploadTable(FleetDatabase database)
{
    private const int MostFailures = 20;

    private static readonly string Columns = $"""
        id, state, objects, objects_stored, objects_failed, bytes_stored, parts_stored, submitted_at, ended_at, now(), failure,
        greatest(parts, parts_stored), case when objects_failed > 0 then
          (select json_agg(
             json_build_object('key', object_key, 'reason', coalesce(failure, ''), 'attempts', attempts) order by number)::text
           from (select object_key, failure, attempts, number from s3_fleet_object
             where upload_id = u.id and state = 3 order by number limit {MostFailures}) failed) end
        """;

    /// <summary>The one place where an upload ends: when all of its objects have.</summary>
    public const string EndIfDone = """
        update s3_fleet_upload set ended_at = now(), state = case when objects_failed > 0 then 4 else 3 end
        where id = @id and state in (1, 2) and objects_stored + objects_failed >= objects
        """;

    /// <returns>False where there is one of that name.</returns>
    public static async Task<bool> TryAddAsync(FleetTransaction transaction, FleetUpload upload, FleetFolder? folder) =>
        await transaction.ExecuteAsync(
            "insert into s3_fleet_upload (id, description, folder, state) values (@id, @description, @folder, 0) on conflict do nothing",
            ("id", upload.Id),
            ("description", FleetJson.Write(upload)),
            ("folder", folder is null ? null : FleetJson.Write(folder))).ConfigureAwait(false) > 0;

    /// <summary>All objects are known: work can begin.</summary>
    public static async Task SetListedAsync(FleetTransaction transaction, string id, long objects)
    {
        await transaction.ExecuteAsync(
            "update s3_fleet_upload set state = 1, objects = @objects where id = @id and state = 0",
            ("id", id),
            ("objects", objects)).ConfigureAwait(false);
        await transaction.ExecuteAsync(EndIfDone, ("id", id)).ConfigureAwait(false);
    }

    public async Task<FleetStatus?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await database.ListAsync(
            $"select {Columns} from s3_fleet_upload u where id = @id", Read, cancellationToken, ("id", id)).ConfigureAwait(false))
            .SingleOrDefault();

    public IAsyncEnumerable<FleetStatus> ListAsync(CancellationToken cancellationToken) =>
        database.StreamAsync($"select {Columns} from s3_fleet_upload u order by submitted_at desc", Read, cancellationToken);

    /// <summary>What is to be done now; null where there is no such upload, or it is paused, or has ended.</summary>
    public async Task<(FleetUpload Upload, FleetFolder? Folder, FleetState State)?> FindWorkAsync(
        string id, CancellationToken cancellationToken) =>
        (await database.ListAsync<(FleetUpload, FleetFolder?, FleetState)?>(
            "select description, folder, state from s3_fleet_upload where id = @id and state in (0, 1)",
            row => (
                FleetJson.ReadUpload(row.GetString(0)),
                row.Text(1) is { } folder ? FleetJson.ReadFolder(folder) : null,
                (FleetState)row.GetInt16(2)),
            cancellationToken,
            ("id", id)).ConfigureAwait(false)).SingleOrDefault();

    /// <summary>A folder could not be listed: there is nothing to do. A retry lists it again.</summary>
    public Task<int> FailListingAsync(string id, string reason, CancellationToken cancellationToken) => database.ExecuteAsync(
        "update s3_fleet_upload set state = 4, ended_at = now(), failure = @reason where id = @id and state = 0",
        cancellationToken,
        ("id", id),
        ("reason", reason));

    /// <returns>Which of the uploads are to be worked on no more.</returns>
    public Task<List<string>> FindEndedAsync(string[] ids, CancellationToken cancellationToken) => database.ListAsync(
        "select id from s3_fleet_upload where id = any(@ids) and state not in (0, 1, 2)",
        row => row.GetString(0),
        cancellationToken,
        ("ids", ids));

    /// <returns>
    /// The uploads that nodes should be working on: those that have not ended, and those that were cancelled and have yet to be cleared.
    /// </returns>
    /// <param name="age">How long ago they were submitted, or cancelled, at least.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public Task<List<string>> FindActiveAsync(TimeSpan age, CancellationToken cancellationToken) => database.ListAsync(
        """
        select id from s3_fleet_upload
        where (state in (0, 1) or (state = 5 and cleared_at is null)) and coalesce(ended_at, submitted_at) < now() - @age
        """,
        row => row.GetString(0),
        cancellationToken,
        ("age", age));

    /// <returns>
    /// The description of an upload that was cancelled, and what it has left not cleared yet; and for how long a node may not have heard
    /// of that, if every one does so within <paramref name="delay"/>. Null where there is none.
    /// </returns>
    public async Task<(FleetUpload Upload, TimeSpan Left)?> FindUnclearedAsync(
        string id, TimeSpan delay, CancellationToken cancellationToken) =>
        (await database.ListAsync<(FleetUpload, TimeSpan)?>(
            "select description, ended_at + @delay - now() from s3_fleet_upload where id = @id and state = 5 and cleared_at is null",
            row => (FleetJson.ReadUpload(row.GetString(0)), row.GetFieldValue<TimeSpan>(1)),
            cancellationToken,
            ("id", id),
            ("delay", delay)).ConfigureAwait(false)).SingleOrDefault();

    /// <summary>Nothing of an upload that was cancelled is left at the store.</summary>
    public Task SetClearedAsync(string id, CancellationToken cancellationToken) => database.ExecuteAsync(
        "update s3_fleet_upload set cleared_at = now() where id = @id and state = 5", cancellationToken, ("id", id));

    /// <returns>False where the upload is in none of these states.</returns>
    public async Task<bool> TryChangeAsync(string id, FleetState to, CancellationToken cancellationToken, params FleetState[] from) =>
        await database.ExecuteAsync(
            """
            update s3_fleet_upload set state = @to, ended_at = case when @to > 2 then now() end where id = @id and state = any(@from)
            """,
            cancellationToken,
            ("id", id),
            ("to", (short)to),
            ("from", from.Select(state => (short)state).ToArray())).ConfigureAwait(false) > 0;

    /// <returns>
    /// The fleet in numbers, but for what is completed: that may be all that ever was, and the index of the rest does not have it.
    /// </returns>
    public Task<List<FleetFigures>> CountAsync(CancellationToken cancellationToken) => database.ListAsync(
        """
        select state, count(*), sum(objects)::bigint, sum(objects_stored)::bigint, sum(objects_failed)::bigint, sum(bytes_stored)::bigint,
          now() - min(submitted_at)
        from s3_fleet_upload where state <> 3 group by state
        """,
        row => new FleetFigures(
            (FleetState)row.GetInt16(0),
            row.GetInt64(1),
            row.GetInt64(2),
            row.GetInt64(3),
            row.GetInt64(4),
            row.GetInt64(5),
            row.GetFieldValue<TimeSpan>(6)),
        cancellationToken);

    private static FleetStatus Read(DbDataReader row)
    {
        DateTimeOffset submitted = row.GetFieldValue<DateTimeOffset>(7);
        DateTimeOffset? ended = row.Time(8);
        return new FleetStatus
        {
            Id = row.GetString(0),
            State = (FleetState)row.GetInt16(1),
            Objects = row.GetInt64(2),
            ObjectsStored = row.GetInt64(3),
            ObjectsFailed = row.GetInt64(4),
            BytesStored = row.GetInt64(5),
            Parts = row.GetInt64(11),
            PartsStored = row.GetInt64(6),
            SubmittedAt = submitted,
            EndedAt = ended,
            Duration = (ended ?? row.GetFieldValue<DateTimeOffset>(9)) - submitted,
            Failures = row.Text(12) is { } failures ? FleetJson.ReadFailures(failures)
                : row.Text(10) is { } reason ? [new FleetFailure("", reason, Attempts: 1)] : [],
        };
    }
}
