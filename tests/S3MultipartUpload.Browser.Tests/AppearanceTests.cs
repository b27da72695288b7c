using Microsoft.Playwright;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>The page on a telephone, in the dark, by keyboard alone, and for those who listen to it.</summary>
public sealed class AppearanceTests(Chromium chromium) : PageScenario(chromium)
{
    [Theory]
    [MemberData(nameof(Clients))]
    public async Task On_a_telephone_nothing_is_wider_than_the_screen(string client)
    {
        IBrowserContext telephone = await NewContextAsync(new()
        {
            ViewportSize = new() { Width = 360, Height = 740 },
            DeviceScaleFactor = 2,
            HasTouch = true,
            ColorScheme = ColorScheme.Dark,
        });
        UploadPage page = await OpenAsync(client, context: telephone);
        await page.ChooseAsync(File("a film with a name that is rather long, and goes on without end.mp4", 6 * MiB));
        await page.StartAsync();
        await page.ExpectObjectsAsync(1);
        await page.ManifestAsync();
        await PictureAsync(page, $"{client}-telephone");
        int beyond = await page.Page.EvaluateAsync<int>(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.Equal(0, beyond);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task The_keyboard_is_enough(string client)
    {
        string path = File("film.mp4", 6 * MiB);
        UploadPage page = await OpenAsync(client);
        IKeyboard keyboard = page.Page.Keyboard;

        // From the beginning on: the browser is told to ask us for files while it does other things, and may be too late for the key.
        var asked = new TaskCompletionSource<IFileChooser>();
        page.Page.FileChooser += (_, chooser) => asked.TrySetResult(chooser);
        await TabToAsync(page, client == "Uppy" ? "browse files" : "Choose files");
        await PictureAsync(page, $"{client}-keyboard");
        await keyboard.PressAsync("Enter");
        await (await asked.Task.WaitAsync(Patience)).SetFilesAsync(path);
        if (client == "Uppy")
        {
            await Assertions.Expect(page.Page.GetByText("film.mp4")).ToBeVisibleAsync();
            await TabToAsync(page, "Upload 1 file");
            await keyboard.PressAsync("Enter");
        }

        await page.ExpectObjectsAsync(1);
        await TabToAsync(page, "film.mp4");
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Objects.First.GetByLabel("Manifest")).ToContainTextAsync("\"isComplete\": true");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Everything_that_can_be_used_has_a_name(string client)
    {
        UploadPage page = await OpenAsync(client);
        await page.ChooseAsync(File("film.mp4", 100), File("other.mp4", 100));
        string[] nameless = await page.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('button, input, a[href], [role=button], summary')]
              .filter(element => element.checkVisibility() && !element.closest('[aria-hidden=true]') && element.tabIndex >= 0)
              .filter(element => !(element.ariaLabel || element.title || element.innerText?.trim() || element.labels?.length))
              .map(element => element.outerHTML)
            """);
        Assert.Empty(nameless);
        Assert.Equal("en", await page.Page.Locator("html").GetAttributeAsync("lang"));
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Main)).ToHaveCountAsync(1);
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Navigation)).ToHaveCountAsync(1);
    }

    private static async Task TabToAsync(UploadPage page, string name)
    {
        const string Focused = """
            () => {
              const at = document.activeElement; // The body, whose text is all of the page's, where nothing has the focus yet.
              return at.matches('button, a, input, summary') ? `${at.ariaLabel ?? ''} ${at.innerText ?? ''}` : '';
            }
            """;
        for (int tabs = 0; tabs < 40; tabs++)
        {
            await page.Page.Keyboard.PressAsync("Tab");
            if ((await page.Page.EvaluateAsync<string>(Focused)).Contains(name, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The focus never came to '{name}'.");
    }
}
