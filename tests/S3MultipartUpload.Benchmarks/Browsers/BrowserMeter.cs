using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using S3MultipartUpload.Benchmarks.Sink;
using S3MultipartUpload.TestSupport;

namespace S3MultipartUpload.Benchmarks.Browsers;

/// <summary>Uploads a file from a page, each time by a browser that has just started, to a sink that is 100 ms away.</summary>
internal sealed class BrowserMeter : IAsyncDisposable
{
    private readonly SinkServer _sink;
    private readonly PageServer _pages;
    private readonly FileInfo _file;
    private readonly string _client;

    private BrowserMeter(SinkServer sink, PageServer pages, FileInfo file, string client) =>
        (_sink, _pages, _file, _client) = (sink, pages, file, client);

    /// <param name="file">What is uploaded.</param>
    /// <param name="partSize">In bytes.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="FileNotFoundException">Our client is not built.</exception>
    public static async Task<BrowserMeter> StartAsync(FileInfo file, long partSize, CancellationToken cancellationToken)
    {
        string path = Path.Combine(RepositoryFolder.FullName, "src", "s3-multipart-upload", "dist", "index.js");
        string client = File.Exists(path)
            ? await File.ReadAllTextAsync(path, cancellationToken)
            : throw new FileNotFoundException("First: cd src/s3-multipart-upload && npm ci && npm run build");
        var sink = new SinkServer(certificate: null, new SinkLine(TimeSpan.FromSeconds(0.1), BytesPerSecond: null));
        var store = new AmazonS3Client(
            new BasicAWSCredentials("sink", "sink"), new AmazonS3Config { ServiceURL = sink.Endpoint, ForcePathStyle = true });
        return new BrowserMeter(sink, await PageServer.StartAsync(store, partSize, file.Length), file, client);
    }

    /// <summary>Uploads the file once.</summary>
    /// <param name="contender">One of <see cref="PageContenders.Scripts"/>.</param>
    /// <exception cref="InvalidOperationException">The sink does not have the object, or not these bytes of it once.</exception>
    public async Task<PageCost> UploadAsync(string contender)
    {
        await using BareChromium page = await OpenAsync(contender);
        _sink.TakeTally();
        double browser = await ProcessorOf(page);
        double server = ServerProcessor();
        double seconds = (await page.RunAsync(
            $"({PageContenders.Scripts[contender]})(document.getElementById('chosen').files[0])")).GetDouble() / 1000;
        SinkTally stored = _sink.TakeTally();
        return (stored.Objects, stored.Bytes) == (1, _file.Length)
            ? new PageCost(seconds, await ProcessorOf(page) - browser, ServerProcessor() - server)
            : throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"{contender} says that one object of {_file.Length} bytes is stored; the sink has {stored.Objects}, of {stored.Bytes}."));
    }

    public async ValueTask DisposeAsync()
    {
        await _pages.DisposeAsync();
        _sink.Dispose();
    }

    private async Task<BareChromium> OpenAsync(string contender)
    {
        BareChromium page = await BareChromium.StartAsync();
        try
        {
            await PrepareAsync(page, contender);
            return page;
        }
        catch
        {
            await page.DisposeAsync();
            throw;
        }
    }

    private async Task PrepareAsync(BareChromium page, string contender)
    {
        // Uppy is in the sample's page; the others have one without any script.
        await page.GoToAsync(contender == PageContenders.Uppy ? _pages.Address : new Uri(_pages.Address, "/session"));
        if (contender == PageContenders.Uppy)
        {
            await page.RunAsync("""
                new Promise(done => { const look = () => window.uppy?.getPlugin ? done() : setTimeout(look, 50); look(); })
                """);
        }

        await page.RunAsync($$"""
            document.body.insertAdjacentHTML('beforeend', '<input type=file id=chosen>');
            window.underTest = URL.createObjectURL(new Blob([{{JsonSerializer.Serialize(_client)}}], { type: 'text/javascript' }));
            """);
        await page.ChooseAsync("#chosen", _file.FullName);
    }

    private static async Task<double> ProcessorOf(BareChromium page) => (await page.ProcessorAsync()).Values.Sum();

    /// <returns>Seconds of processor time of this process, which serves.</returns>
    private static double ServerProcessor()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }
}
