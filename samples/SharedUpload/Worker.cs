using S3MultipartUpload;

namespace SharedUpload;

/// <summary>Sends its share of the parts of a session that another process has started.</summary>
internal static class Worker
{
    public static async Task<int> RunAsync(string path, int worker)
    {
        IMultipartSession session = Store.OpenUploader().OpenSession(await Console.In.ReadToEndAsync());
        foreach ((int number, long offset, long length) in Division.PartsOf(path).Where(part => Division.IsOf(worker, part.Number)))
        {
            await session.UploadPartAsync(number, PartSource.FromFile(path, offset, length));
            Console.Error.WriteLine($"Worker {worker} ({Environment.ProcessId}) has stored part {number}.");
        }

        return 0;
    }
}
