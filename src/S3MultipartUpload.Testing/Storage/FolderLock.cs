namespace S3MultipartUpload.Testing.Storage;

/// <summary>
/// Keeps a data folder to one endpoint: a second one would take the first one's unfinished writes for remains and delete them. The
/// system lets go of the lock when the process ends, however it ends.
/// </summary>
internal static class FolderLock
{
    /// <exception cref="IOException">Another endpoint uses the folder, in this process or another one.</exception>
    public static IDisposable Take(string folder)
    {
        string path = Path.Combine(Directory.CreateDirectory(folder).FullName, "endpoint.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken)
        {
            throw new IOException($"The folder '{folder}' is in use by another endpoint; stop that one first, or choose another " +
                "folder.", taken);
        }
    }
}
