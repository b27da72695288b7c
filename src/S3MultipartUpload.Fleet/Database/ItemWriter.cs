namespace S3MultipartUpload.Fleet.Database;

/// <summary>Writes down any number of objects, some at a time.</summary>
internal static class ItemWriter
{
    private const int Chunk = 5_000;

    /// <returns>How many there were.</returns>
    public static async Task<long> WriteAsync(FleetTransaction transaction, string id, IAsyncEnumerable<FleetItem> items)
    {
        long written = 0;
        await transaction.AllowIdlenessAsync(most: null).ConfigureAwait(false);
        await foreach (FleetItem[] chunk in items.Chunk(Chunk).WithCancellation(transaction.CancellationToken).ConfigureAwait(false))
        {
            await ObjectTable.AddAsync(transaction, id, written + 1, chunk).ConfigureAwait(false);
            written += chunk.Length;
        }

        return written;
    }
}
