using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Playwright;
using S3MultipartUpload.Fleet;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>samples/WebUpload shows what a fleet is doing: a page to read, which asks for no script.</summary>
public sealed class FleetPageTests(Chromium chromium, Postgres postgres) : IClassFixture<Postgres>, IAsyncLifetime
{
    private const string Bucket = "archive";
    private const int MiB = 1 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-page-").FullName;
    private S3TestServer? _store;
    private AmazonS3Client? _client;
    private IHost? _node;
    private WebSample? _sample;

    private S3TestServer Store => _store ?? throw new InvalidOperationException("Not started.");

    private IUploadFleet Fleet =>
        _node?.Services.GetRequiredService<IUploadFleet>() ?? throw new InvalidOperationException("Not started.");

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _ = chromium.Browser;
        string connection = await postgres.CreateDatabaseAsync();
        _store = await S3TestServer.StartAsync(new() { BucketNames = { Bucket } }, Ended);
        _client = _store.CreateClient();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddSingleton<IAmazonS3>(_client);
        builder.Services.AddS3MultipartUpload();
        builder.Services.AddS3UploadFleet(fleet => fleet.UsePostgres(connection).Configure(options =>
        {
            options.Roots["data"] = _folder;
            (options.LargeObjectSize, options.RangeSize, options.MaxAttempts) = (10 * MiB, 10 * MiB, 1);
        }));
        _node = builder.Build();
        await _node.StartAsync(Ended);
        _sample = await WebSample.StartAsync(
            _store, Ended, ("ConnectionStrings__Fleet", connection), ("WebUpload__BucketName", Bucket));
    }

    public async ValueTask DisposeAsync()
    {
        await (_sample?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_node?.StopAsync(CancellationToken.None) ?? Task.CompletedTask);
        _node?.Dispose();
        _client?.Dispose();
        await (_store?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Without_a_script_it_shows_how_far_each_upload_is_and_how_it_ends()
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder, "large.bin"), new byte[20 * MiB], Ended);
        HoldEffect hold = FaultEffect.Hold();
        Store.Faults.Add(new Fault { Operation = S3Operation.UploadPart, PartNumber = 3, Times = 1, Effect = hold });
        await Fleet.SubmitAsync(Upload("photos"), Enumerable.Empty<FleetItem>().ToAsyncEnumerable(), Ended);
        await Fleet.SubmitAsync(
            Upload("disk") with { PartSize = 5 * MiB }, new FleetItem("d", FleetSource.File("data", "large.bin")), Ended);
        await hold.WaitAsync(1, Ended);
        await using IBrowserContext context = await chromium.Browser.NewContextAsync(new() { JavaScriptEnabled = false });
        IPage page = await OpenAsync(context);

        // The page asks again by itself.
        await Assertions.Expect(Cells(page, "disk")).ToContainTextAsync(["disk", "Running", "", "0 of 1", "0", "10.0"]);
        await Assertions.Expect(Cells(page, "disk").Locator("progress")).ToHaveAttributeAsync("value", "0.4"); // 2 of 1 object and 4 parts.
        await Assertions.Expect(Cells(page, "photos")).ToContainTextAsync(["photos", "Completed", "", "0 of 0", "0", "0.0"]);
        await Assertions.Expect(page.Locator("script, form, button, input, a")).ToHaveCountAsync(0);
        hold.Release();
        await Assertions.Expect(Cells(page, "disk")).ToContainTextAsync(["disk", "Completed", "", "1 of 1", "0", "20.0"]);
        await Assertions.Expect(Cells(page, "disk").Locator("progress")).ToHaveAttributeAsync("value", "1");
    }

    [Fact]
    public async Task Names_and_reasons_are_text_and_fit_on_a_telephone()
    {
        string id = $"<script>document.title = 'no'</script> \"&amp;'{new string('x', 50)}";
        string key = $"<img src=x onerror=\"document.title = 'no'\">/{new string('y', 100)}";
        await File.WriteAllBytesAsync(Path.Combine(_folder, "small.bin"), new byte[100], Ended);
        await Fleet.SubmitAsync(Upload("nightly"), new FleetItem("n", FleetSource.File("data", "small.bin")), Ended);
        await Fleet.SubmitAsync(Upload(id), new FleetItem(key, FleetSource.File("data", "'<b>none</b>'.bin")), Ended);
        await Fleet.SubmitAsync(Upload("folder"), new FleetFolder(FleetSource.File("data", "<i>none</i>")), Ended);
        foreach (string each in new[] { "nightly", id, "folder" })
        {
            await Fleet.WatchAsync(each, TimeSpan.FromSeconds(0.1), Ended).LastAsync(Ended);
        }

        await using IBrowserContext context = await chromium.Browser.NewContextAsync();
        IPage page = await OpenAsync(context);
        await Assertions.Expect(Cells(page, id)).ToContainTextAsync([id, "Failed", "", "0 of 1", "1"]);
        await Assertions.Expect(page.GetByRole(AriaRole.Listitem)).ToContainTextAsync(["<i>none</i>", key]);
        await Assertions.Expect(page.GetByRole(AriaRole.Listitem).Nth(1)).ToContainTextAsync("'<b>none</b>'.bin");
        await Assertions.Expect(Cells(page, "folder").Locator("progress")).ToHaveAttributeAsync("value", "0"); // Nothing of it is stored.
        await Assertions.Expect(page.Locator("script, img, b, i")).ToHaveCountAsync(0);
        await Assertions.Expect(page).ToHaveTitleAsync("Uploads");
        await PictureAsync(page, "fleet");

        foreach (int width in new[] { 1280, 1030, 1020, 360 })
        {
            await page.SetViewportSizeAsync(width, 740);
            Assert.Equal(0, await page.EvaluateAsync<int>(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        }

        await PictureAsync(page, "fleet-telephone");
    }

    private static FleetUpload Upload(string id) => new() { Id = id, BucketName = Bucket };

    private async Task<IPage> OpenAsync(IBrowserContext context)
    {
        IPage page = await context.NewPageAsync();
        await page.GotoAsync($"{new Uri(_sample!.Address, "/fleet")}");
        return page;
    }

    private static ILocator Cells(IPage page, string id) =>
        page.GetByRole(AriaRole.Row).Filter(new() { HasText = id }).First.GetByRole(AriaRole.Cell);

    private static async Task PictureAsync(IPage page, string name) => await page.ScreenshotAsync(new()
    {
        Path = Path.Combine(RepositoryFolder.FullName, "artifacts", "screenshots", $"{name}.png"),
        FullPage = true,
    });
}
