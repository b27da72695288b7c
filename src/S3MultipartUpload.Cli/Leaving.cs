namespace S3MultipartUpload.Cli;

/// <summary>
/// What may wait for ever and heeds no token, such as the opening of a named pipe to which nobody writes: who stops waiting leaves it
/// behind.
/// </summary>
internal static class Leaving
{
    public static Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) =>
        Task.Run(work, CancellationToken.None).WaitAsync(cancellationToken);

    public static Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken) =>
        RunAsync(() => Task.FromResult(work()), cancellationToken);
}
