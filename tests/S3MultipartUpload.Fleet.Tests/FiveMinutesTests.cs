using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Fleet.Tests;

/// <summary>
/// The commands of docs/fleet.md, "Three nodes in five minutes", run as they stand there, but in a folder of their own. The tools are those
/// of this build; with <c>FLEET_TOOLS</c>, a folder as seen from that of the repository, those that were installed there.
/// </summary>
public sealed partial class FiveMinutesTests(Postgres postgres) : IDisposable
{
    private const string Demo = "/tmp/fleet-demo";
    private static readonly Dictionary<string, string> Tools = new()
    {
        ["s3-upload-fleet"] = "S3MultipartUpload.Fleet.Cli",
        ["s3-test-server"] = "S3MultipartUpload.TestServer",
    };

    private readonly string _folder = $"{Demo}-{Guid.NewGuid():N}";
    private readonly DirectoryInfo _tools = Directory.CreateTempSubdirectory("fleet-tools-");

    private static string[] Blocks { get; } =
        [.. Documents.Blocks(Regex.Match(
            Documents.Read("docs/fleet.md"), "^## Three nodes.*?(?=^## )", RegexOptions.Multiline | RegexOptions.Singleline).Value, "sh")];

    public void Dispose()
    {
        _tools.Delete(recursive: true);
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public void The_tools_are_installed_by_their_names() => Assert.All(Tools, tool =>
    {
        Assert.Contains($"dotnet tool install --global {tool.Value} ", Blocks[0], StringComparison.Ordinal);
        Assert.Contains(
            $"<ToolCommandName>{tool.Key}</ToolCommandName>",
            Documents.Read($"src/{tool.Value}/{tool.Value}.csproj"),
            StringComparison.Ordinal);
    });

    [Fact]
    public async Task Every_command_does_what_the_page_says()
    {
        Assert.SkipWhen(postgres.SkipReason is not null, postgres.SkipReason ?? "");
        const string Ready = "== all but the clean-up";
        string[] blocks = [.. Blocks[1..].Select(block => block.Replace(Demo, _folder, StringComparison.Ordinal))];
        // What it has started ends with it, however it ends: a server left behind would hold its output open, and this test with it.
        string database = $"{_folder}/postgres";
        string end = $"kill $(jobs -p) 2>/dev/null || true; [ ! -d {database} ] || tests/servers/postgres-down {database}";
        string script = $"trap '{end}' EXIT\nset -e\n{string.Concat(blocks[..^1])}\necho '{Ready}'\nread -r _\n{blocks[^1]}";
        using Process shell = Start(script);
        Task<string> errors = shell.StandardError.ReadToEndAsync();
        List<string> lines = [];
        while (await shell.StandardOutput.ReadLineAsync() is { } line && line != Ready)
        {
            lines.Add(line);
        }

        try
        {
            Assert.True(!shell.HasExited, $"{string.Join('\n', lines)}\n{await (shell.HasExited ? errors : Task.FromResult(""))}");
            Assert.Equal(4, lines.Count(line => line.Contains("\"state\":\"Completed\"", StringComparison.Ordinal)));
            await AssertStoredAsync();
        }
        finally
        {
            await shell.StandardInput.WriteLineAsync();
            await shell.WaitForExitAsync();
        }

        Assert.True(shell.ExitCode == 0, await errors);
        Assert.False(Directory.Exists(_folder));
    }

    private async Task AssertStoredAsync()
    {
        var store = Exported().Matches(await File.ReadAllTextAsync($"{_folder}/store.env"))
            .ToDictionary(found => found.Groups[1].Value, found => found.Groups[2].Value);
        using var client = new AmazonS3Client(
            store["AWS_ACCESS_KEY_ID"],
            store["AWS_SECRET_ACCESS_KEY"],
            new AmazonS3Config { ServiceURL = store["AWS_ENDPOINT_URL"], ForcePathStyle = true });
        foreach (string path in Directory.GetFiles($"{_folder}/share/photos").Append($"{_folder}/share/disk.img"))
        {
            using GetObjectResponse stored = await client.GetObjectAsync("archive", Path.GetRelativePath($"{_folder}/share", path));
            Assert.Equal(await HashOf(File.OpenRead(path)), await HashOf(stored.ResponseStream));
        }

        var manifest = UploadManifest.FromJson(await File.ReadAllTextAsync($"{_folder}/disk.manifest.json"));
        Assert.Equal((36, 300_000_000L), (manifest.Parts.Count, manifest.Size));
    }

    private static async Task<string> HashOf(Stream stream)
    {
        await using (stream)
        {
            return Convert.ToHexString(await SHA256.HashDataAsync(stream));
        }
    }

    private Process Start(string script)
    {
        string tools = Environment.GetEnvironmentVariable("FLEET_TOOLS") is { Length: > 0 } installed
            ? Path.GetFullPath(installed, RepositoryFolder.FullName)
            : Built();
        var start = new ProcessStartInfo("timeout", ["300", "bash", "-c", script])
        {
            WorkingDirectory = RepositoryFolder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{tools}:{Environment.GetEnvironmentVariable("PATH")}";
        return Process.Start(start) ?? throw new InvalidOperationException("timeout did not start.");
    }

    private string Built()
    {
        foreach ((string command, string assembly) in Tools)
        {
            string path = Path.Combine(_tools.FullName, command);
            File.WriteAllText(path, $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, assembly)}.dll' \"$@\"\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        return _tools.FullName;
    }

    [GeneratedRegex("^export (\\w+)='(.*)'$", RegexOptions.Multiline)]
    private static partial Regex Exported();
}
