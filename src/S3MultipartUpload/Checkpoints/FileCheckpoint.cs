using S3MultipartUpload.Sources;

namespace S3MultipartUpload.Checkpoints;

/// <summary>A checkpoint in a file, whose lock is a file beside it. Nothing else than a regular file is opened.</summary>
internal sealed class FileCheckpoint(string path, FileStream held) : ICheckpoint
{
    private const int LockAttempts = 100;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    public string Location => path;

    /// <summary>The lock ends with the handle, also when the process is killed; the file goes with it.</summary>
    /// <exception cref="CheckpointException">Another holds the lock, or there is something else in its place.</exception>
    public static FileStream Lock(string path)
    {
        string name = path + ".lock";
        for (int attempt = 0; attempt < LockAttempts; attempt++)
        {
            ThrowIfIrregular(path, name);
            try
            {
                // On Unix, that would remove whatever has the file's name by then: another's lock, perhaps.
                FileStream file = Open(
                    name, FileMode.OpenOrCreate, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);

                // Between our opening and our locking, the one who held it may have ended and removed the file: then it locks nothing.
                if (RegularFile.IsAt(file.SafeFileHandle, name) && RegularFile.Is(file.SafeFileHandle))
                {
                    return file;
                }

                file.Dispose();
            }
            catch (IOException held) when (IsHeld(held))
            {
                throw CheckpointException.InUse(path, held);
            }
        }

        throw CheckpointException.InUse(path);
    }

    public ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken) => ReadAsync(path, cancellationToken);

    /// <returns>What the file holds; null where there is none.</returns>
    /// <exception cref="CheckpointException">It cannot be read, or is too large for a checkpoint.</exception>
    public static async ValueTask<byte[]?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        ThrowIfIrregular(path, path);
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                if (!RegularFile.Is(file.SafeFileHandle))
                {
                    throw CheckpointException.Irregular(path, path);
                }

                ThrowIfIrregular(path, path); // A link that was put there since has led to the file that is open.
                if (file.Length > CheckpointJson.MaxBytes)
                {
                    throw CheckpointException.Unusable(
                        path, $"it has {file.Length:N0} bytes, and none has more than {CheckpointJson.MaxBytes:N0}");
                }

                byte[] content = new byte[file.Length];
                await file.ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);
                return content;
            }
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw CheckpointException.Unusable(path, $"it cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>What is on the disk under the file's name is whole at any time: the new content takes the name when it is there.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        string temporary = path + ".new";
        File.Delete(temporary); // What a killed process left; or a link, or a file that others may read.
        FileStream file = Open(temporary, FileMode.CreateNew, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        DirectoryEntry.Flush(Path.GetDirectoryName(path) ?? path);
    }

    public ValueTask DeleteAsync(CancellationToken cancellationToken)
    {
        File.Delete(path);
        File.Delete(path + ".new");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // While it is locked, it is ours.
            if (!OperatingSystem.IsWindows() && !held.SafeFileHandle.IsClosed)
            {
                File.Delete(held.Name);
            }
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // The next one takes it over.
        }

        await held.DisposeAsync().ConfigureAwait(false);
    }

    private static void ThrowIfIrregular(string path, string file)
    {
        if (!RegularFile.IsOrCanBe(file))
        {
            throw CheckpointException.Irregular(path, file);
        }
    }

    /// <summary>For nobody else, as long as it is open, and readable by its owner only.</summary>
    public static FileStream Open(string path, FileMode mode, FileOptions options)
    {
        var how = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = options,
        };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, how);
    }

    /// <summary>.NET tells a file that another process has locked by the error alone.</summary>
    private static bool IsHeld(IOException error) =>
        error.GetType() == typeof(IOException)
        && (OperatingSystem.IsWindows() ? error.HResult == WindowsSharingViolation : error.HResult is 11 or 35);
}
