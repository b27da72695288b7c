using System.Diagnostics;

namespace S3MultipartUpload.Benchmarks.Processes;

/// <summary>Our command line, compiled ahead of time for this machine, in a folder that is gone afterwards.</summary>
internal sealed class NativeCommandLine : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3-multipart-upload-native-");

    private NativeCommandLine()
    {
    }

    public string Path => System.IO.Path.Combine(_folder.FullName, "S3MultipartUpload.Cli");

    public static async Task<NativeCommandLine> PublishAsync(CancellationToken cancellationToken)
    {
        var program = new NativeCommandLine();
        string project = System.IO.Path.Combine(RepositoryRoot(), "src", "S3MultipartUpload.Cli");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (string argument in (string[])
            ["publish", project, "-c", "Release", "--use-current-runtime", "-p:PublishAot=true", "-o", program._folder.FullName])
        {
            start.ArgumentList.Add(argument);
        }

        using Process publish = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        string output = await publish.StandardOutput.ReadToEndAsync(cancellationToken);
        await publish.WaitForExitAsync(cancellationToken);
        if (publish.ExitCode != 0)
        {
            program.Dispose();
            throw new InvalidOperationException($"The command line could not be published.\n{output}");
        }

        return program;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "S3MultipartUpload.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The benchmark is run from a clone of the repository.");
    }
}
