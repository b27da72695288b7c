using System.Diagnostics;
using System.Text.Json;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>
/// One file of 1 GiB, whose store answers 100 ms after it has a part: three turns of Uppy without its dashboard and its copy of the
/// file, of our client with and without checksums, and of the floor beneath it, which is a bare parallel fetch of the same slices.
/// It takes minutes of a machine that does nothing else: <c>-explicit only -class '*SpeedTests'</c>.
/// </summary>
[Collection(nameof(RunsAlone))]
public sealed class SpeedTests : IAsyncLifetime
{
    private const int MiB = 1 << 20;
    private const long Size = 1L << 30;

    /// <summary>What each contender runs in the page; it is given the file.</summary>
    private static readonly Dictionary<string, string> Contenders = new()
    {
        ["Uppy"] = """
            async file => {
              const plugins = ['GoldenRetriever', 'Dashboard'].map(name => uppy.getPlugin(name)).filter(Boolean);
              plugins.forEach(plugin => uppy.removePlugin(plugin));
              uppy.addFile({ name: file.name, type: file.type, data: file, source: 'local' });
              const began = performance.now();
              const { successful } = await uppy.upload();
              const took = performance.now() - began;
              uppy.clear();
              if (successful.length !== 1) throw new Error('Not stored');
              return took;
            }
            """,
        ["s3-multipart-upload"] = """
            async file => {
              const { upload } = await import(underTest);
              const began = performance.now();
              await upload(file, { endpoint: '/uploads' });
              return performance.now() - began;
            }
            """,
        ["s3-multipart-upload without checksums"] = """
            async file => {
              const { upload } = await import(underTest);
              const began = performance.now();
              await upload(file, { endpoint: '/uploads', checksum: false });
              return performance.now() - began;
            }
            """,
        ["floor"] = """
            async file => {
              const base = '/uploads/s3/multipart';
              const json = async (method, path, body) => {
                const headers = { 'content-type': 'application/json' };
                const answer = await fetch(base + path, body ? { method, headers, body: JSON.stringify(body) } : { method });
                if (!answer.ok) throw new Error(await answer.text());
                return answer.json();
              };
              const began = performance.now();
              const { uploadId, key, partSize } = await json('POST', '', { filename: file.name, type: file.type, size: file.size });
              const path = rest => `/${encodeURIComponent(uploadId)}${rest}?key=${encodeURIComponent(key)}`;
              const parts = [];
              let next = 1;
              await Promise.all(Array.from({ length: 6 }, async () => {
                for (let number; (number = next++) <= Math.ceil(file.size / partSize);) {
                  const { url, headers } = await json('GET', path(`/${number}`));
                  const body = file.slice((number - 1) * partSize, number * partSize);
                  const stored = await fetch(url, { method: 'PUT', body, headers });
                  if (!stored.ok) throw new Error(await stored.text());
                  parts[number - 1] = { PartNumber: number, ETag: stored.headers.get('etag') };
                }
              }));
              await json('POST', path('/complete'), { parts });
              return performance.now() - began;
            }
            """,
    };

    private readonly string _file = Path.GetTempFileName();

    public async ValueTask InitializeAsync()
    {
        await using FileStream file = File.Create(_file);
        byte[] block = new byte[MiB];
        var random = new Random(1);
        for (long left = Size; left > 0; left -= block.Length)
        {
            random.NextBytes(block);
            await file.WriteAsync(block);
        }
    }

    public ValueTask DisposeAsync()
    {
        File.Delete(_file);
        return ValueTask.CompletedTask;
    }

    [Theory(Explicit = true)]
    [InlineData(16)]
    [InlineData(5)]
    public async Task Three_times_as_fast_as_Uppy(int partSize)
    {
        string script = Path.Combine(RepositoryFolder.FullName, "src", "s3-multipart-upload", "dist", "index.js");
        Assert.True(File.Exists(script), "First: cd src/s3-multipart-upload && npm ci && npm run build");
        using var sink = new Sink(TimeSpan.FromSeconds(0.1));
        await using var application = new SampleApplication([("BrowserUpload:PartSize", $"{partSize * MiB}")], sink.Address);
        var times = Contenders.Keys.ToDictionary(name => name, _ => new List<double>());
        for (int turn = 0; turn < 3; turn++)
        {
            foreach ((string name, string code) in Contenders)
            {
                times[name].Add(await RunAsync(application, script, name, code));
            }
        }

        double MedianOf(string name) => times[name].Order().ElementAt(1);
        double ratio = MedianOf("Uppy") / MedianOf("s3-multipart-upload");
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"{partSize} MiB parts: Uppy/ours {ratio:0.00}, ours/floor {MedianOf("s3-multipart-upload") / MedianOf("floor"):0.00}"));
        Assert.True(ratio >= 3, FormattableString.Invariant($"{ratio:0.00} times"));
    }

    private async Task<double> RunAsync(SampleApplication application, string script, string name, string code)
    {
        await using BareChromium page = await BareChromium.StartAsync(Chromium.FilePath);
        await page.GoToAsync(new Uri(application.Address, "/session"));
        await page.RunAsync("""
            fetch('/session', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'ada' }) })
            """);
        if (name == "Uppy")
        {
            await page.GoToAsync(application.Address);
            await page.RunAsync("""
                new Promise(done => { const look = () => window.uppy?.getPlugin ? done() : setTimeout(look, 50); look(); })
                """);
        }

        string module = JsonSerializer.Serialize(await File.ReadAllTextAsync(script));
        await page.RunAsync($$"""
            document.body.insertAdjacentHTML('beforeend', '<input type=file id=chosen>');
            window.underTest = URL.createObjectURL(new Blob([{{module}}], { type: 'text/javascript' }));
            """);
        await page.ChooseAsync("#chosen", _file);
        Dictionary<string, double> before = await page.ProcessorAsync();
        double server = ServerProcessor();
        double seconds = (await page.RunAsync($"({code})(document.getElementById('chosen').files[0])")).GetDouble() / 1000;
        server = ServerProcessor() - server;
        Dictionary<string, double> after = await page.ProcessorAsync();
        string costs = string.Join(", ", after.Select(type => FormattableString.Invariant(
            $"{type.Key} {type.Value - before.GetValueOrDefault(type.Key):0.0}")));
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"{name}: {seconds:0.00} s; CPU s: {costs}, server {server:0.0}"));
        return seconds;
    }

    /// <returns>Seconds of processor time of this process, which serves.</returns>
    private static double ServerProcessor()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }
}
