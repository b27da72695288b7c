using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace S3MultipartUpload.IntegrationTests.Packaging;

/// <summary>What pages start with, from <c>dotnet new</c> to <c>dotnet run</c>: their commands and code, and our packages.</summary>
[Collection(nameof(RunsAlone))]
public sealed class NewApplicationTests(PackedPackages packages) : IClassFixture<PackedPackages>, IDisposable
{
    private const int PartSize = 16 << 20;
    private readonly string _folder = Directory.CreateTempSubdirectory("new-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>docs/getting-started.md: its whole program, where no store is at hand.</summary>
    [Fact]
    public async Task An_empty_console_application_uploads_after_the_pages_command()
    {
        string section = Documents.Sections(Documents.Read("docs/getting-started.md"))["Without a store at hand"];
        string[] names = [.. Documents.Names(section)];
        string command = names.Single(name => name.StartsWith("dotnet add package ", StringComparison.Ordinal));
        IEnumerable<string> usings = names[(names.IndexOf("using") + 1)..].Select(name => $"using {name};");
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "program"), string.Join('\n', usings.Append(Documents.Blocks(section, "csharp").Single())));
        string output = await RunAsync(
            $"dotnet new console -o Hello\ncd Hello\n{command}\ncp ../program Program.cs\ndotnet run",
            await packages.EnvironmentAsync(_folder));
        var manifest = UploadManifest.FromJson(output[output.IndexOf("\n{", StringComparison.Ordinal)..]);
        Assert.Equal(("backups", "hello.txt", 6), (manifest.BucketName, manifest.Key, manifest.Size));
    }

    /// <summary>
    /// docs/browser.md, "A page in five minutes", with an upload through the routes. What npm does is tested with the page, in a browser.
    /// </summary>
    [Fact]
    public async Task An_empty_web_application_takes_uploads_after_the_pages_commands()
    {
        string section = Documents.Sections(Documents.Read("docs/browser.md"))["A page in five minutes"];
        IReadOnlyDictionary<string, string> environment = await packages.EnvironmentAsync(_folder);
        string[] scripts = [.. Documents.Blocks(section, "sh")];
        await RunAsync(scripts[0], environment);
        string project = Path.Combine(_folder, "Uploads");
        await File.WriteAllTextAsync(Path.Combine(project, "Program.cs"), Documents.Blocks(section, "csharp").First());
        Directory.CreateDirectory(Path.Combine(project, "wwwroot"));
        await File.WriteAllTextAsync(
            Path.Combine(project, "wwwroot", "index.html"), Documents.Blocks(section, "html").Single());
        string command = scripts[^1].Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.Equal("dotnet run", command);
        using Process server = Start($"exec {command} -- --urls http://127.0.0.1:0", project, environment);
        try
        {
            byte[] file = new byte[PartSize + 1];
            new Random(1).NextBytes(file);
            await UploadAsync(await AddressAsync(server), file);
            Assert.Contains(
                Directory.GetFiles(Path.Combine(project, "store"), "*", SearchOption.AllDirectories),
                stored => new FileInfo(stored).Length >= PartSize);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
    }

    /// <summary>Runs commands to their success, and returns what they write.</summary>
    private async Task<string> RunAsync(string script, IReadOnlyDictionary<string, string> environment)
    {
        using Process commands = Start($"set -e\n{script}", _folder, environment);
        string output = await commands.StandardOutput.ReadToEndAsync();
        await commands.WaitForExitAsync();
        Assert.True(commands.ExitCode == 0, output);
        return output;
    }

    private static async Task UploadAsync(Uri address, byte[] file)
    {
        using var web = new HttpClient { BaseAddress = address }; // It keeps the cookie of the sign-in.
        Assert.Contains("bundle/page.js", await web.GetStringAsync(new Uri("/", UriKind.Relative)), StringComparison.Ordinal);
        JsonElement upload = await OkAsync(web.PostAsJsonAsync(
            "uploads/s3/multipart", new { filename = "film.mp4", type = "video/mp4", size = file.Length }));
        Assert.Equal(PartSize, upload.GetProperty("partSize").GetInt32());
        string path = $"uploads/s3/multipart/{upload.GetProperty("uploadId")}";
        string query = $"?key={Uri.EscapeDataString($"{upload.GetProperty("key")}")}";
        using var store = new HttpClient();
        var parts = new List<object>();
        foreach ((int index, byte[] part) in file.Chunk(PartSize).Index())
        {
            JsonElement signed = await OkAsync(web.GetAsync(new Uri($"{path}/{index + 1}{query}", UriKind.Relative)));
            using var body = new ByteArrayContent(part);
            using HttpResponseMessage stored = await store.PutAsync(new Uri($"{signed.GetProperty("url")}"), body);
            Assert.True(stored.IsSuccessStatusCode, $"{stored.StatusCode}");
            parts.Add(new { PartNumber = index + 1, ETag = $"{stored.Headers.ETag}" });
        }

        JsonElement completed = await OkAsync(web.PostAsJsonAsync(
            $"{path}/complete{query}", new { parts }, JsonSerializerOptions.Default));
        Assert.Equal(file.Length, completed.GetProperty("size").GetInt32());
    }

    private static async Task<JsonElement> OkAsync(Task<HttpResponseMessage> sent)
    {
        using HttpResponseMessage answer = await sent;
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {body}");
        return JsonSerializer.Deserialize<JsonElement>(body);
    }

    private static async Task<Uri> AddressAsync(Process server)
    {
        const string Listening = "Now listening on: ";
        string before = "";
        while (await server.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(120)) is { } line)
        {
            if (line.Contains(Listening, StringComparison.Ordinal))
            {
                _ = server.StandardOutput.ReadToEndAsync();
                return new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]);
            }

            before += $"{line}\n";
        }

        throw new InvalidOperationException($"It did not start: {before}");
    }

    private static Process Start(string script, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("timeout", ["400", "bash", "-c", $"exec 2>&1\n{script}"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("timeout did not start.");
    }
}
