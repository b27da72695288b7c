using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using S3MultipartUpload.Diagnostics;
using S3MultipartUpload.Manifest;
using S3MultipartUpload.Store;
using S3MultipartUpload.Uploads;

namespace S3MultipartUpload.Folders;

/// <summary>
/// Which files of a folder are stored, as the runs before this one and this one have seen it. Of each, two hashes are held. It is hostile
/// until it was read.
/// </summary>
internal sealed class FolderJournal : IAsyncDisposable
{
    private readonly BoundedJournal _inner;
    private readonly ILogger _logger;
    private readonly object _gate = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<UInt128, (UInt128 State, bool IsStill)> _stored = [];
    private bool _isBroken;

    private FolderJournal(BoundedJournal inner, ILogger logger) => (_inner, _logger) = (inner, logger);

    /// <param name="store">Keeps it.</param>
    /// <param name="header">The folder, and where it goes.</param>
    /// <param name="storeName">Which store: what one has is not at another. Null where there is but one.</param>
    /// <param name="deadline">For each step.</param>
    /// <param name="logger">Is told what does not end the upload.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="CheckpointException">It is in use, or unusable, or its store fails.</exception>
    public static async Task<FolderJournal> OpenAsync(
        IJournalStore store,
        FolderHeader header,
        string? storeName,
        Deadline deadline,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        string name = $"{header.BucketName}/{header.KeyPrefix}\n{header.Directory}{(storeName is null ? "" : "\n" + storeName)}";
        BoundedJournal inner = await BoundedJournal
            .OpenAsync(store, name, $"the folder '{header.Directory}'", deadline, cancellationToken).ConfigureAwait(false);
        var journal = new FolderJournal(inner, logger);
        try
        {
            await journal.LoadAsync(header, cancellationToken).ConfigureAwait(false);
            return journal;
        }
        catch
        {
            await journal.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whether the very file is stored as the request asks for. If so, it counts as one of this run's.</summary>
    public bool Has(string path, UploadRequest request)
    {
        lock (_gate)
        {
            ref (UInt128 State, bool IsStill) found = ref CollectionsMarshal.GetValueRefOrNullRef(_stored, TextHash.Of(path));
            if (Unsafe.IsNullRef(ref found) || request.Source.Fingerprint is null || found.State != JournalLine.StateOf(request))
            {
                return false;
            }

            found.IsStill = true;
            return true;
        }
    }

    /// <summary>A file is stored. Where that cannot be written, it is logged: the file would be sent again by another run.</summary>
    public async Task AddAsync(JournalLine line)
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (!_isBroken)
            {
                await _inner
                    .AppendAsync(FolderLines.Write(line, FolderLines.Default.JournalLine), CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (CheckpointException failed)
        {
            _isBroken = true;
            Log.CheckpointFailed(_logger, _inner.Location, failed);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The receipts of what earlier runs have stored, and this one has found to be so still.</summary>
    public async IAsyncEnumerable<UploadManifest> EarlierAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (JournalLine line in ReadAsync(header: null, cancellationToken).ConfigureAwait(false))
        {
            bool isStill;
            lock (_gate)
            {
                // A file that was stored twice has two lines; once it was given, it is not given again.
                isStill = _stored.TryGetValue(line.PathHash, out (UInt128 State, bool IsStill) found)
                    && found == (line.StateHash, true) && _stored.Remove(line.PathHash);
            }

            if (isStill)
            {
                yield return line.Manifest;
            }
        }
    }

    /// <summary>All is stored: the next run begins anew. Where that cannot be done, it is logged.</summary>
    public async Task DeleteAsync()
    {
        try
        {
            await _inner.DeleteAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (CheckpointException failed)
        {
            Log.CheckpointFailed(_logger, _inner.Location, failed);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _turn.Dispose();
        await Disposal.DisposeAsync(_inner, _logger).ConfigureAwait(false);
    }

    private async Task LoadAsync(FolderHeader header, CancellationToken cancellationToken)
    {
        bool isEmpty = true;
        await foreach (JournalLine line in ReadAsync(header, cancellationToken).ConfigureAwait(false))
        {
            _stored[line.PathHash] = (line.StateHash, false);
            isEmpty = false;
        }

        if (isEmpty)
        {
            await StartAsync(header, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task StartAsync(FolderHeader header, CancellationToken cancellationToken)
    {
        await foreach (ReadOnlyMemory<byte> piece in _inner.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!piece.IsEmpty)
            {
                return; // It has a header, and nothing else.
            }
        }

        await _inner
            .AppendAsync(FolderLines.Write(header, FolderLines.Default.FolderHeader), CancellationToken.None).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<JournalLine> ReadAsync(
        FolderHeader? header, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool isFirst = true;
        IAsyncEnumerable<(ReadOnlyMemory<byte> Content, bool HasEnd)> lines =
            TextLines.ReadAsync(_inner.ReadAsync(cancellationToken), FolderLines.MaxBytes, cancellationToken);
        IAsyncEnumerator<(ReadOnlyMemory<byte> Content, bool HasEnd)> all = lines.GetAsyncEnumerator(cancellationToken);
        await using ConfiguredAsyncDisposable closing = all.ConfigureAwait(false);
        while (await NextAsync(all).ConfigureAwait(false) is { } content)
        {
            if (!isFirst)
            {
                yield return Parse(() => StrictJson.Read(
                    content.Span, FolderLines.Default.JournalLine, FolderLines.MaxBytes, JournalLine.ProblemOf));
            }
            else if (header is not null && header != Parse(() => StrictJson.Read(
                content.Span, FolderLines.Default.FolderHeader, FolderLines.MaxBytes, FolderHeader.ProblemOf)))
            {
                throw CheckpointException.Unusable(_inner.Location, "it belongs to another folder");
            }

            isFirst = false;
        }
    }

    /// <returns>The next line; null where there is none, or none that was written to its end.</returns>
    private async ValueTask<ReadOnlyMemory<byte>?> NextAsync(IAsyncEnumerator<(ReadOnlyMemory<byte> Content, bool HasEnd)> lines)
    {
        try
        {
            return await lines.MoveNextAsync().ConfigureAwait(false) && lines.Current.HasEnd
                ? lines.Current.Content
                : default(ReadOnlyMemory<byte>?);
        }
        catch (InvalidUploadJsonException invalid)
        {
            throw CheckpointException.Unusable(_inner.Location, invalid.Message, invalid);
        }
    }

    private T Parse<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidUploadJsonException invalid)
        {
            throw CheckpointException.Unusable(_inner.Location, invalid.Message, invalid);
        }
    }
}
