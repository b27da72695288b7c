namespace S3MultipartUpload.Fleet.Database;

/// <summary>The ranges of large objects, a row each; and what the nodes that send them have to know of the object.</summary>
internal sealed class RangeTable(FleetDatabase database)
{
    /// <summary>A node that hangs amid it holds the object no longer than that.</summary>
    private static readonly TimeSpan LongestAbort = TimeSpan.FromMinutes(5);

    /// <summary>The multipart upload of an object is open: its ranges can be sent.</summary>
    /// <returns>False where another node was first, or the upload has ended.</returns>
    public Task<bool> TryOpenAsync(
        string id, long number, OpenObject opened, IReadOnlyList<PartSpan> spans, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async transaction =>
            {
                if (await TryLockAsync(transaction, id, number, opened.Session).ConfigureAwait(false))
                {
                    return true; // It was written down before, and the answer was lost.
                }

                if (await transaction.ExecuteAsync(
                    """
                    update s3_fleet_object set state = 1, session = @session, identity = @identity, part_size = @part_size, size = @size
                    where upload_id = @id and number = @number and state = 0 and session is null
                      and exists (select from s3_fleet_upload where id = @id and state in (0, 1, 2))
                    """,
                    ("id", id),
                    ("number", number),
                    ("session", opened.Session),
                    ("identity", opened.Identity),
                    ("part_size", opened.PartSize),
                    ("size", opened.Size)).ConfigureAwait(false) == 0)
                {
                    return false;
                }

                await transaction.ExecuteAsync(
                    """
                    insert into s3_fleet_range (upload_id, number, first_part, last_part)
                    select @id, @number, * from unnest(@first, @last)
                    """,
                    ("id", id),
                    ("number", number),
                    ("first", spans.Select(span => span.FirstPart).ToArray()),
                    ("last", spans.Select(span => span.LastPart).ToArray())).ConfigureAwait(false);
                await transaction.ExecuteAsync(
                    "update s3_fleet_upload set parts = parts + @count where id = @id",
                    ("id", id),
                    ("count", spans.Sum(span => span.LastPart - span.FirstPart + 1L))).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <returns>The object; null where it is not open any more.</returns>
    public async Task<OpenObject?> FindOpenAsync(string id, long number, CancellationToken cancellationToken) =>
        (await database.ListAsync(
            """
            select object_key, source, session, identity, part_size, size, retries from s3_fleet_object
            where upload_id = @id and number = @number and state = 1
            """,
            row => new OpenObject
            {
                Key = row.GetString(0),
                Source = row.GetString(1),
                Session = row.GetString(2),
                Identity = row.GetString(3),
                PartSize = row.GetInt64(4),
                Size = row.GetInt64(5),
                Retries = row.GetInt32(6),
            },
            cancellationToken,
            ("id", id),
            ("number", number)).ConfigureAwait(false)).SingleOrDefault();

    /// <returns>How far the range goes as the object is divided now, and whether it is stored; null where none begins there.</returns>
    public async Task<(int Last, bool IsDone)?> FindAsync(string id, long number, int firstPart, CancellationToken cancellationToken) =>
        (await database.ListAsync<(int, bool)?>(
            """
            select last_part, parts is not null from s3_fleet_range where upload_id = @id and number = @number and first_part = @first
            """,
            row => (row.GetInt32(0), row.GetBoolean(1)),
            cancellationToken,
            ("id", id),
            ("number", number),
            ("first", firstPart)).ConfigureAwait(false)).SingleOrDefault();

    /// <summary>A range is stored, whether or not somebody has said so before.</summary>
    /// <returns>Whether it was the last: the object can be completed. False where the object was begun anew meanwhile.</returns>
    public Task<bool> SetDoneAsync(
        string id, long number, string session, int firstPart, IReadOnlyList<StoredPart> parts, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async transaction =>
            {
                // The last two ranges end one after the other: each would miss the other's end.
                if (!await TryLockAsync(transaction, id, number, session).ConfigureAwait(false))
                {
                    return false;
                }

                await transaction.ExecuteAsync(
                    """
                    with done as (
                      update s3_fleet_range set parts = @parts
                      where upload_id = @id and number = @number and first_part = @first and parts is null returning 1)
                    update s3_fleet_upload set bytes_stored = bytes_stored + @bytes, parts_stored = parts_stored + @count
                    where id = @id and exists (select from done)
                    """,
                    ("id", id),
                    ("number", number),
                    ("first", firstPart),
                    ("parts", FleetJson.Write(parts)),
                    ("bytes", parts.Sum(part => part.Size)),
                    ("count", (long)parts.Count)).ConfigureAwait(false);
                return !await IsLeftAsync(transaction, id, number).ConfigureAwait(false);
            },
            cancellationToken);

    /// <returns>Whether a range of the object has yet to be stored.</returns>
    public Task<bool> IsLeftAsync(string id, long number, CancellationToken cancellationToken) =>
        database.InTransactionAsync(transaction => IsLeftAsync(transaction, id, number), cancellationToken);

    /// <summary>An object that was given up, and retried, goes on with its multipart upload.</summary>
    public Task ReopenAsync(string id, long number, string session, CancellationToken cancellationToken) => database.ExecuteAsync(
        "update s3_fleet_object set state = 1 where upload_id = @id and number = @number and state = 0 and session = @session",
        cancellationToken,
        ("id", id),
        ("number", number),
        ("session", session));

    /// <summary>An object that was given up, and retried, is begun anew: nothing is known of its parts any more.</summary>
    /// <param name="id">The upload.</param>
    /// <param name="number">The object.</param>
    /// <param name="session">Its multipart upload.</param>
    /// <param name="abort">Throws that away, while no other node can go on with it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False where another node was first.</returns>
    public Task<bool> TryForgetAsync(
        string id, long number, string session, Func<CancellationToken, Task> abort, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async transaction =>
            {
                if (!await TryLockAsync(transaction, id, number, session, ObjectState.Waiting).ConfigureAwait(false))
                {
                    return false;
                }

                await transaction.AllowIdlenessAsync(LongestAbort).ConfigureAwait(false);
                await abort(transaction.CancellationToken).ConfigureAwait(false);

                List<(int Count, string? Stored)> ranges = await transaction.ListAsync(
                    "delete from s3_fleet_range where upload_id = @id and number = @number returning last_part - first_part + 1, parts",
                    row => (row.GetInt32(0), row.Text(1)),
                    ("id", id),
                    ("number", number)).ConfigureAwait(false);
                StoredPart[] parts = [.. ranges.Select(range => range.Stored).OfType<string>().SelectMany(FleetJson.ReadParts)];
                await transaction.ExecuteAsync(
                    """
                    update s3_fleet_upload
                    set bytes_stored = bytes_stored - @bytes, parts_stored = parts_stored - @stored, parts = parts - @count where id = @id
                    """,
                    ("id", id),
                    ("bytes", parts.Sum(part => part.Size)),
                    ("stored", (long)parts.Length),
                    ("count", ranges.Sum(range => (long)range.Count))).ConfigureAwait(false);
                await transaction.ExecuteAsync(
                    """
                    update s3_fleet_object set session = null, identity = null, part_size = null, size = null
                    where upload_id = @id and number = @number
                    """,
                    ("id", id),
                    ("number", number)).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    private static async Task<bool> IsLeftAsync(FleetTransaction transaction, string id, long number) =>
        await transaction.ListAsync(
            "select 1 from s3_fleet_range where upload_id = @id and number = @number and parts is null limit 1",
            row => row.GetInt32(0),
            ("id", id),
            ("number", number)).ConfigureAwait(false) is [_];

    private static async Task<bool> TryLockAsync(
        FleetTransaction transaction, string id, long number, string session, ObjectState? state = null) =>
        await transaction.ListAsync(
            """
            select 1 from s3_fleet_object
            where upload_id = @id and number = @number and session = @session and state = coalesce(@state, state) for update
            """,
            row => row.GetInt32(0),
            ("id", id),
            ("number", number),
            ("session", session),
            ("state", (short?)state)).ConfigureAwait(false) is [_];

    /// <summary>The parts as the nodes were told of them when they sent them.</summary>
    public async Task<IReadOnlyList<StoredPart>> ListPartsAsync(string id, long number, CancellationToken cancellationToken) =>
    [
        .. (await database.ListAsync(
            "select parts from s3_fleet_range where upload_id = @id and number = @number and parts is not null order by first_part",
            row => FleetJson.ReadParts(row.GetString(0)),
            cancellationToken,
            ("id", id),
            ("number", number)).ConfigureAwait(false)).SelectMany(parts => parts),
    ];

    /// <returns>The ranges of open objects that have yet to be stored; null stands for an object that has none left.</returns>
    public Task<List<(long Number, int? First, int? Last)>> FindOpenRangesAsync(
        string id, long? number, CancellationToken cancellationToken) =>
        database.ListAsync(
            """
            select o.number, r.first_part, r.last_part from s3_fleet_object o
            left join s3_fleet_range r on r.upload_id = o.upload_id and r.number = o.number and r.parts is null
            where o.upload_id = @id and o.state = 1 and o.number between @first and @last order by 1, 2
            """,
            row => (row.GetInt64(0), row.IsDBNull(1) ? (int?)null : row.GetInt32(1), row.IsDBNull(2) ? (int?)null : row.GetInt32(2)),
            cancellationToken,
            ("id", id),
            ("first", number ?? 0),
            ("last", number ?? long.MaxValue));
}
