namespace S3MultipartUpload.Fleet.Database;

/// <summary>The objects of all uploads, a row each.</summary>
internal sealed class ObjectTable(FleetDatabase database)
{
    /// <summary>Adds objects of which none is known to anybody yet.</summary>
    /// <param name="transaction">Where the upload is added, too.</param>
    /// <param name="id">The upload.</param>
    /// <param name="first">The number of the first.</param>
    /// <param name="items">The objects.</param>
    public static async Task AddAsync(FleetTransaction transaction, string id, long first, IReadOnlyList<FleetItem> items)
    {
        int added = await transaction.ExecuteAsync(
            """
            insert into s3_fleet_object (upload_id, number, object_key, source)
            select @id, @first + place - 1, object_key, source
            from unnest(@keys, @sources) with ordinality as item (object_key, source, place)
            on conflict (upload_id, object_key) do nothing
            """,
            ("id", id),
            ("first", first),
            ("keys", items.Select(item => item.Key).ToArray()),
            ("sources", items.Select(item => item.Source.Text).ToArray())).ConfigureAwait(false);
        if (added < items.Count)
        {
            throw new UploadRefusedException("Two objects of the upload have the same key. Leave one of them out; nothing was submitted.");
        }
    }

    /// <summary>What has yet to be stored of these.</summary>
    public Task<List<WaitingObject>> FindWaitingAsync(string id, long first, long last, CancellationToken cancellationToken) =>
        database.ListAsync(
            """
            select number, object_key, source, attempts, session, retries, identity from s3_fleet_object
            where upload_id = @id and number between @first and @last and state = 0 order by number
            """,
            row => new WaitingObject(
                row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt32(3), new(row.Text(4), row.GetInt32(5)), row.Text(6)),
            cancellationToken,
            ("id", id),
            ("first", first),
            ("last", last));

    /// <returns>The first numbers of the batches that have objects which wait.</returns>
    public Task<List<long>> FindWaitingBatchesAsync(string id, int size, CancellationToken cancellationToken) => database.ListAsync(
        """
        select distinct (number - 1) / @size * @size + 1 from s3_fleet_object where upload_id = @id and state = 0 order by 1
        """,
        row => row.GetInt64(0),
        cancellationToken,
        ("id", id),
        ("size", (long)size));

    /// <summary>
    /// Writes down what has become of objects. An object that has ended already stays as it is, and so does one that was retried, or begun
    /// anew, since.
    /// </summary>
    /// <returns>Whether the upload goes on: it has neither ended nor been paused.</returns>
    public Task<bool> ReportAsync(string id, IReadOnlyList<ObjectOutcome> outcomes, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync(
                    """
                    with outcome as (
                      select * from unnest(@numbers, @sessions, @retries, @states, @sizes, @failures, @manifests)
                      as o (number, session, retries, state, size, failure, manifest)),
                    changed as (
                      update s3_fleet_object o set state = outcome.state,
                        size = case when outcome.state = 2 then outcome.size else o.size end,
                        failure = outcome.failure, manifest = outcome.manifest, attempts = o.attempts + 1
                      from outcome where o.upload_id = @id and o.number = outcome.number and o.state in (0, 1)
                        and o.session is not distinct from outcome.session and o.retries = coalesce(outcome.retries, o.retries)
                      returning outcome.state, case when o.session is null then outcome.size else 0 end as size)
                    update s3_fleet_upload set
                      objects_stored = objects_stored + (select count(*) from changed where state = 2),
                      objects_failed = objects_failed + (select count(*) from changed where state = 3),
                      bytes_stored = bytes_stored + (select coalesce(sum(size), 0) from changed where state = 2)
                    where id = @id and exists (select from changed)
                    """,
                    ("id", id),
                    ("numbers", outcomes.Select(outcome => outcome.Number).ToArray()),
                    ("sessions", outcomes.Select(outcome => outcome.Life.Session).ToArray()),
                    ("retries", outcomes.Select(outcome => outcome.Life.Retries).ToArray()),
                    ("states", outcomes.Select(outcome => (short)outcome.State).ToArray()),
                    ("sizes", outcomes.Select(outcome => outcome.Manifest?.Size ?? 0).ToArray()),
                    ("failures", outcomes.Select(outcome => outcome.Failure).ToArray()),
                    ("manifests", outcomes.Select(outcome => outcome.Manifest?.ToJson()).ToArray())).ConfigureAwait(false);
                await transaction.ExecuteAsync(UploadTable.EndIfDone, ("id", id)).ConfigureAwait(false);
                return (await transaction.ListAsync(
                    "select state from s3_fleet_upload where id = @id", row => (FleetState)row.GetInt16(0), ("id", id))
                    .ConfigureAwait(false)) is [FleetState.Running];
            },
            cancellationToken);

    /// <summary>Gives up an object, whether it waits or is open.</summary>
    public Task<bool> GiveUpAsync(string id, long number, ObjectLife life, Exception error, CancellationToken cancellationToken) =>
        ReportAsync(id, [ObjectOutcome.Failed(number, life, error, isLast: true)], cancellationToken);

    /// <returns>Whether the object, which waits or is open, lives that life still.</returns>
    public async Task<bool> LivesAsync(string id, long number, ObjectLife life, CancellationToken cancellationToken) =>
        await database.ListAsync(
            """
            select 1 from s3_fleet_object
            where upload_id = @id and number = @number and session is not distinct from @session and retries = @retries and state in (0, 1)
            """,
            row => row.GetInt32(0),
            cancellationToken,
            ("id", id),
            ("number", number),
            ("session", life.Session),
            ("retries", life.Retries)).ConfigureAwait(false) is [_];

    /// <summary>What was given up waits again; whether its multipart upload is of use, a node sees.</summary>
    public Task<bool> RetryAsync(string id, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            // The objects first, as everywhere: a range that ends late holds its object, and then wants the upload.
            await transaction.ExecuteAsync(
                """
                update s3_fleet_object set state = 0, attempts = 0, retries = retries + 1
                where upload_id = @id and state = 3 and exists (select from s3_fleet_upload where id = @id and state = 4)
                """,
                ("id", id)).ConfigureAwait(false);
            return await transaction.ExecuteAsync(
                """
                update s3_fleet_upload set state = case when failure is null then 1 else 0 end, objects_failed = 0, ended_at = null,
                  failure = null
                where id = @id and state = 4
                """,
                ("id", id)).ConfigureAwait(false) > 0;
        },
        cancellationToken);

    public IAsyncEnumerable<FleetObject> ListStoredAsync(string id, CancellationToken cancellationToken) => database.StreamAsync(
        "select number, object_key, manifest from s3_fleet_object where upload_id = @id and state = 2 order by number",
        row => new FleetObject(row.GetInt64(0), row.GetString(1), UploadManifest.FromJson(row.GetString(2))),
        cancellationToken,
        ("id", id));

    /// <returns>The keys of objects of an upload that are not stored, and may have left something at the store.</returns>
    public Task<List<(string Key, string? Session, bool HasCheckpoint)>> FindLeftAsync(
        string id, string bucketName, CancellationToken cancellationToken) => database.ListAsync(
        """
        select o.object_key, o.session, c.object_key is not null from s3_fleet_object o
        left join s3_fleet_checkpoint c on c.bucket = @bucket and c.object_key = o.object_key
        where o.upload_id = @id and o.state <> 2 and (o.session is not null or c.object_key is not null)
        """,
        row => (row.GetString(0), row.Text(1), row.GetBoolean(2)),
        cancellationToken,
        ("id", id),
        ("bucket", bucketName));
}
