using Amazon.S3.Model;
using Microsoft.Playwright;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>What is refused, by the browser, the store or the server: the page says why, and what to do.</summary>
public sealed class RefusalTests(Chromium chromium) : PageScenario(chromium)
{
    protected override IEnumerable<(string Name, string Value)> Settings =>
        [("BrowserUpload:MaxSize", $"{8 * MiB}"), ("BrowserUpload:UrlLifetime", "00:01:00")];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_page_of_another_origin_is_told_which_rule_the_bucket_lacks(string client)
    {
        // The bucket lets in 127.0.0.1, and this is another origin, though the same server.
        Uri address = new UriBuilder(Application.Address) { Host = "localhost" }.Uri;
        UploadPage page = await OpenAsync(client, address: address);
        await page.ChooseAsync(File("film.mp4", 100));
        await page.StartAsync();
        string origin = address.GetLeftPart(UriPartial.Authority);
        await ExpectSaidAsync(page, $"The CORS rule of the bucket must allow PUT from {origin}");
        await PictureAsync(page, $"{client}-wrong-origin");
        Assert.Empty(StoredParts());
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_page_that_may_not_see_the_ETag_says_so(string client)
    {
        await Client.PutCORSConfigurationAsync(new PutCORSConfigurationRequest
        {
            BucketName = "uploads",
            Configuration = new CORSConfiguration
            {
                Rules =
                [
                    new CORSRule
                    {
                        AllowedOrigins = [Application.Address.GetLeftPart(UriPartial.Authority)],
                        AllowedMethods = ["PUT"],
                        AllowedHeaders = ["*"],
                    },
                ],
            },
        });
        UploadPage page = await OpenAsync(client);
        await page.ChooseAsync(File("film.mp4", 100));
        await page.StartAsync();
        await ExpectSaidAsync(page, "ExposeHeaders");
        await PictureAsync(page, $"{client}-no-etag");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_file_that_is_too_large_is_refused_before_a_byte_is_sent(string client)
    {
        UploadPage page = await OpenAsync(client);
        await page.ChooseAsync(File("film.mp4", (8 * MiB) + 1));
        // Uppy knows the limit from /uploads/config; to our client the server says it.
        await ExpectSaidAsync(page, client == "Uppy" ? "exceeds maximum allowed size" : $"at most {8 * MiB} bytes");
        await PictureAsync(page, $"{client}-too-large");
        Assert.Empty(StoredParts());
        Assert.Equal(0, await OpenUploadsAsync());
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_URL_that_has_expired_is_replaced_by_a_new_one(string client)
    {
        string path = File("film.mp4", 8 * MiB);
        UploadPage page = await OpenAsync(client);
        Task<IRoute> part2 = await page.HoldPartAsync(2);
        await page.ChooseAsync(path);
        await page.StartAsync();
        IRoute held = await part2;
        // By the store's clock, the URL is two minutes old when it is used.
        Application.StoreClock.Shift = TimeSpan.FromMinutes(2);
        await held.ContinueAsync();
        await UntilAsync(() => Task.FromResult(Store.Requests.Any(IsRefusedPart2)));
        Application.StoreClock.Shift = TimeSpan.Zero;
        await page.ExpectObjectsAsync(1);
        await AssertStoredAsync(path);
        Assert.Equal([1, 2], StoredParts().Order()); // The first may come last: both are on their way when the clock jumps.
    }

    private static bool IsRefusedPart2(S3RequestRecord request) =>
        request is { Operation: S3Operation.UploadPart, PartNumber: 2, Status: 403 };

    [Fact]
    public async Task Another_user_can_neither_see_nor_touch_an_upload()
    {
        string path = File("film.mp4", 8 * MiB);
        UploadPage ada = await OpenAsync("Uppy");
        HoldEffect hold = HoldPart(2);
        Task<IRequest> signed = ada.Page.WaitForRequestAsync(url => url.Url.Contains("/2?key=", StringComparison.Ordinal));
        await ada.ChooseAsync(path);
        await ada.StartAsync();
        await hold.WaitAsync(1, Patience);
        string sign = (await signed).Url;
        string upload = sign.Replace("/2?key=", "?key=", StringComparison.Ordinal);
        UploadPage bob = await OpenAsync("Uppy", "bob", context: await NewContextAsync());
        foreach ((string method, string url, string? body) in new[]
        {
            ("GET", sign, null),
            ("GET", upload, null),
            ("DELETE", upload, null),
            ("POST", upload.Replace("?key=", "/complete?key=", StringComparison.Ordinal), """{"parts":[{"PartNumber":1,"ETag":"x"}]}"""),
        })
        {
            int status = await bob.Page.EvaluateAsync<int>(
                """
                ([method, url, body]) => new Promise(resolve => {
                  const request = new XMLHttpRequest();
                  request.open(method, url);
                  request.setRequestHeader('content-type', 'application/json');
                  request.onload = () => resolve(request.status);
                  request.send(body);
                })
                """,
                new[] { method, url, body });
            Assert.Equal((method, 404), (method, status));
        }

        hold.Release();
        await ada.ExpectObjectsAsync(1);
        await AssertStoredAsync(path);
        await bob.ReloadAsync();
        await Assertions.Expect(bob.Page.GetByText("Nothing yet.")).ToBeVisibleAsync();
        string manifest = $"/objects/{await ada.Objects.First.Locator("details").GetAttributeAsync("data-id")}/manifest";
        Assert.Equal(200, (await ada.Page.APIRequest.GetAsync(new Uri(Application.Address, manifest).ToString())).Status);
        Assert.Equal(404, (await bob.Page.APIRequest.GetAsync(new Uri(Application.Address, manifest).ToString())).Status);
    }

    [Fact]
    public async Task Whoever_signs_in_next_is_not_offered_what_another_has_begun()
    {
        UploadPage page = await OpenAsync("Uppy");
        HoldEffect hold = HoldPart(2);
        await page.ChooseAsync(File("film.mp4", 8 * MiB));
        await page.StartAsync();
        await hold.WaitAsync(1, Patience);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByLabel("Name")).ToBeVisibleAsync();
        await page.OpenAsync(Application.Address, "bob");
        await Assertions.Expect(page.Page.GetByText("film.mp4")).ToHaveCountAsync(0);
    }

    private static Task ExpectSaidAsync(UploadPage page, string text) =>
        Assertions.Expect(page.Page.Locator("main")).ToContainTextAsync(text, new() { Timeout = 20_000 });
}
