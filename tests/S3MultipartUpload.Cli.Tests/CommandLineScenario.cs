using System.Diagnostics;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Cli.Tests;

/// <summary>A folder for the test's files, and commands to run.</summary>
[Trait("Starts", "process")]
public abstract class CommandLineScenario : IDisposable
{
    protected const string Bucket = "photos";
    protected const int MiB = 1024 * 1024;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cli-");

    protected static CancellationToken TestToken => TestContext.Current.CancellationToken;

    /// <summary>The folder of the embedded endpoint.</summary>
    protected string StoreFolder => InFolder("store");

    protected string InFolder(string name) => Path.Combine(_folder.FullName, name);

    protected string FileOf(int length, string name = "file")
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        File.WriteAllBytes(InFolder(name), bytes);
        return InFolder(name);
    }

    protected RunningCommand Start(S3TestServer? server, params string[] arguments)
    {
        (string[] words, Dictionary<string, string> environment) = For(server, arguments);
        return RunningCommand.Start(words, environment);
    }

    /// <summary>With variables of the environment beside those that every command has.</summary>
    protected RunningCommand Start(string[] arguments, params (string Name, string? Value)[] variables)
    {
        Dictionary<string, string> environment = Environment();
        foreach ((string name, string? value) in variables)
        {
            environment[name] = value ?? "";
        }

        return RunningCommand.Start(arguments, environment);
    }

    protected async Task<CommandResult> RunAsync(S3TestServer? server, params string[] arguments)
    {
        using RunningCommand command = Start(server, arguments);
        command.Input.Close();
        return await command.EndAsync();
    }

    protected static Task<S3TestServer> StartServerAsync() =>
        S3TestServer.StartAsync(new S3TestServerOptions { BucketNames = { Bucket } }, TestToken);

    /// <summary>With a redirection as a shell writes it.</summary>
    protected async Task<CommandResult> RunInShellAsync(string redirection, params string[] arguments)
    {
        using RunningCommand command = StartInShell(redirection, server: null, arguments);
        command.Input.Close();
        return await command.EndAsync();
    }

    protected RunningCommand StartInShell(string redirection, S3TestServer? server, params string[] arguments)
    {
        (string[] words, Dictionary<string, string> environment) = For(server, arguments);
        return RunningCommand.StartInShell(redirection, words, environment);
    }

    protected async Task<string> NamedPipeAsync()
    {
        using var made = Process.Start("mkfifo", [InFolder("pipe")]);
        await made.WaitForExitAsync(TestToken);
        return InFolder("pipe");
    }

    /// <summary>On a terminal of so many columns, which takes the place of standard output and standard error.</summary>
    protected async Task<CommandResult> RunOnTerminalAsync(S3TestServer? server, int columns, params string[] arguments)
    {
        (string[] words, Dictionary<string, string> environment) = For(server, arguments);
        using var command = RunningCommand.StartOnTerminal(words, environment, columns);
        command.Input.Close();
        return await command.EndAsync();
    }

    /// <summary>The SHA-256 of an object that an embedded endpoint has stored.</summary>
    protected async Task<(long Length, string Sha256)> ReadStoredAsync(string key)
    {
        await using S3TestServer server = await S3TestServer.StartAsync(new S3TestServerOptions { DataDirectory = StoreFolder }, TestToken);
        using AmazonS3Client client = server.CreateClient();
        using GetObjectResponse answer = await client.GetObjectAsync(Bucket, key, TestToken);
        return (answer.ContentLength, Convert.ToHexStringLower(await SHA256.HashDataAsync(answer.ResponseStream, TestToken)));
    }

    protected static async Task<string> Sha256Async(string path)
    {
        await using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, TestToken));
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private (string[] Arguments, Dictionary<string, string> Environment) For(S3TestServer? server, string[] arguments)
    {
        Dictionary<string, string> environment = Environment();
        if (server is null)
        {
            return (arguments, environment);
        }

        environment["AWS_ACCESS_KEY_ID"] = server.AccessKey;
        environment["AWS_SECRET_ACCESS_KEY"] = server.SecretKey;
        return ([.. arguments, "--endpoint", server.Endpoint.ToString()], environment);
    }

    private Dictionary<string, string> Environment() => new()
    {
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["AWS_SHARED_CREDENTIALS_FILE"] = InFolder("no-credentials"),
        ["AWS_CONFIG_FILE"] = InFolder("no-config"),
        ["TMPDIR"] = _folder.FullName,
        ["TERM"] = "xterm-256color",
        ["DOTNET_EnableDiagnostics"] = "0",
    };
}
