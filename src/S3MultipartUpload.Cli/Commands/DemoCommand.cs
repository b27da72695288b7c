using System.CommandLine;
using System.Security.Cryptography;
using Amazon.S3.Model;
using S3MultipartUpload.Cli.Screens;
using S3MultipartUpload.Cli.Stores;

namespace S3MultipartUpload.Cli.Commands;

/// <summary>The whole journey without an account: a file, its parts over real HTTP to an endpoint in this process, and back.</summary>
internal sealed class DemoCommand : Command
{
    private const string Bucket = "demo";
    private const string Key = "demo-100MiB.bin";
    private const int MiB = 1024 * 1024;
    private const int FileMiB = 100;
    private const int PartMiB = 6;

    public DemoCommand()
        : base("demo", $"Stores a {FileMiB} MiB file in {PartMiB} MiB parts at an endpoint inside this process, reads it back and " +
            "compares.") =>
        SetAction(RunAsync);

    private static Task<int> RunAsync(ParseResult arguments)
    {
        IScreen screen = Screen.Open(quiet: false);
        return CommandRun.ExecuteAsync(screen, Interrupted.Object(isKept: false), async cancellationToken =>
        {
            DirectoryInfo folder = Directory.CreateTempSubdirectory("s3-multipart-upload-demo-");
            try
            {
                return await StoreAndReadBackAsync(folder, screen, cancellationToken);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
    }

    private static async Task<UploadManifest> StoreAndReadBackAsync(
        DirectoryInfo folder, IScreen screen, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder.FullName, Key);
        screen.Say($"Making a file of {FileMiB} MiB.");
        byte[] sent = await WriteFileAsync(path, cancellationToken);

        var address = new StoreAddress(Endpoint: null, Path.Combine(folder.FullName, "store"), CreatesBucket: true);
        await using StoreConnection store = await StoreConnection.OpenAsync(address, screen, cancellationToken);
        screen.Say($"Storing it in parts of {PartMiB} MiB at {store.Client.Config.ServiceURL}");
        var upload = new ShownUpload(store, new S3MultipartUploadOptions(), screen);
        IPartSource file = PartSource.FromFile(path);
        UploadManifest manifest = await upload.StoreAsync(
            progress => new UploadRequest { BucketName = Bucket, Key = Key, Source = file, PartSize = PartMiB * MiB, Progress = progress },
            mustResume: false,
            cancellationToken);

        using GetObjectResponse answer = await store.Client.GetObjectAsync(Bucket, Key, cancellationToken);
        byte[] received = await SHA256.HashDataAsync(answer.ResponseStream, cancellationToken);
        if (!received.AsSpan().SequenceEqual(sent))
        {
            throw new InvalidDataException(
                $"What was read back differs: SHA-256 {Convert.ToHexStringLower(received)} instead of {Convert.ToHexStringLower(sent)}.");
        }

        screen.Say($"Read back and compared: SHA-256 {Convert.ToHexStringLower(received)} on both sides.");
        return manifest;
    }

    /// <returns>The SHA-256 of the file.</returns>
    private static async Task<byte[]> WriteFileAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[MiB];
        for (int written = 0; written < FileMiB; written++)
        {
            RandomNumberGenerator.Fill(block);
            hash.AppendData(block);
            await file.WriteAsync(block, cancellationToken);
        }

        return hash.GetHashAndReset();
    }
}
