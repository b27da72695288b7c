using System.Diagnostics;
using S3MultipartUpload;

namespace SharedUpload;

/// <summary>Opens the upload, has workers send its parts, and completes it.</summary>
internal static class Coordinator
{
    public static async Task<int> RunAsync(string path, string bucket, string key)
    {
        IMultipartSession session = await Store.OpenUploader().StartAsync(new UploadTarget { BucketName = bucket, Key = key });
        int[] exitCodes =
            await Task.WhenAll(Enumerable.Range(0, Division.Workers).Select(worker => RunWorkerAsync(path, worker, session.ToJson())));
        if (exitCodes.Any(code => code != 0))
        {
            // The parts that were sent are kept: a worker could be started again. Here they are given up.
            await session.AbortAsync();
            Console.Error.WriteLine("A worker has failed; the upload was aborted.");
            return 1;
        }

        UploadManifest manifest = await session.CompleteAsync(Division.PartsOf(path).Select(part => part.Number));
        Console.WriteLine(manifest.ToJson());
        return 0;
    }

    /// <summary>Starts this program once more, and hands it the session on standard input.</summary>
    private static async Task<int> RunWorkerAsync(string path, int worker, string session)
    {
        string assembly = typeof(Coordinator).Assembly.Location;
        var start = new ProcessStartInfo(
            Environment.ProcessPath ?? "dotnet", [assembly, "worker", path, $"{worker}"])
        { RedirectStandardInput = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("The worker was not started.");
        await process.StandardInput.WriteAsync(session);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
