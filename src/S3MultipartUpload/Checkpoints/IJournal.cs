namespace S3MultipartUpload;

/// <summary>A journal: bytes to which more is appended, and nothing else. It belongs to one upload until it is disposed.</summary>
public interface IJournal : IAsyncDisposable
{
    /// <summary>Where it is kept, in words that help to find it; for a file, its path.</summary>
    string Location { get; }

    /// <summary>
    /// Reads what is kept, from the first byte to the last, in pieces of any size. Where an appending was interrupted, it ends with the
    /// last line that was whole.
    /// </summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The pieces; each may be overwritten when the next one is asked for.</returns>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Appends one line, with its line break. It must survive the death of the process when this has returned.</summary>
    /// <param name="line">The line.</param>
    /// <param name="cancellationToken">Cancels the appending.</param>
    ValueTask AppendAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken);

    /// <summary>Removes it.</summary>
    /// <param name="cancellationToken">Cancels the removal.</param>
    ValueTask DeleteAsync(CancellationToken cancellationToken);
}
