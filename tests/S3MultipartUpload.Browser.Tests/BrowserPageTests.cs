using Microsoft.AspNetCore.Routing;
using S3MultipartUpload.AspNetCore;

namespace S3MultipartUpload.Browser.Tests;

/// <summary>What docs/browser.md says of files, options and routes.</summary>
public sealed class BrowserPageTests
{
    private static readonly string Page = Documents.Read("docs/browser.md");
    private static readonly IReadOnlyDictionary<string, string> Sections = Documents.Sections(Page);

    [Theory]
    [InlineData("csharp", "Program.cs")]
    [InlineData("html", "wwwroot/index.html")]
    [InlineData("js", "page.js")]
    public void The_first_page_is_that_of_the_sample(string language, string file) => Assert.Equal(
        Documents.Read($"samples/FirstBrowserUpload/{file}"), Documents.Blocks(Page, language).First());

    [Fact]
    public void Every_option_stands_in_the_table() => Assert.Equal(
        typeof(BrowserUploadOptions).GetProperties().Select(option => option.Name).Order(),
        Documents.Rows(Sections["Options"]).Select(row => row[0].Trim('`')).Order());

    [Fact]
    public async Task Every_route_stands_in_the_table()
    {
        await using var application = new SampleApplication([]);
        string[] mapped =
        [
            .. application.Routes.Select(route => (Pattern: $"/{route.RoutePattern.RawText?.TrimStart('/')}", route.Metadata))
                .Where(route => route.Pattern.StartsWith("/uploads/", StringComparison.Ordinal))
                .Select(route => $"{route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods[0]} " +
                    route.Pattern["/uploads".Length..].TrimEnd('/')),
        ];
        Assert.True(mapped.Length >= 8);
        Assert.Equal(mapped.Order(), Documents.Rows(Sections["Routes"]).Select(row => row[0].Trim('`')).Order());
    }
}
