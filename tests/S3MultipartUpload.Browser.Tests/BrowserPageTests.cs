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

    /// <summary>But for those that take words: the types, and who the user is.</summary>
    [Fact]
    public void Every_option_has_the_default_that_its_row_tells()
    {
        var defaults = new BrowserUploadOptions();
        Assert.Equal(
            [
                ("AllowSingleRequests", defaults.AllowSingleRequests ? "true" : "false"),
                ("AllowedMetadata", defaults.AllowedMetadata.Count == 0 ? "none" : ""),
                ("AllowedOrigins", defaults.AllowedOrigins.Count == 0 ? "none" : ""),
                ("BucketName", defaults.BucketName.Length == 0 ? "none; it must be set" : ""),
                ("KeyPrefix", $"`{defaults.KeyPrefix}`"),
                ("MaxOpenUploadsPerUser", $"{defaults.MaxOpenUploadsPerUser}"),
                ("MaxSize", FormattableString.Invariant($"{defaults.MaxSize / (double)(1 << 30)} GiB")),
                ("PartSize", FormattableString.Invariant($"{defaults.PartSize / (double)(1 << 20)} MiB")),
                ("TicketLifetime", FormattableString.Invariant($"{defaults.TicketLifetime.TotalDays} days")),
                ("UrlLifetime", FormattableString.Invariant($"{defaults.UrlLifetime.TotalMinutes} min")),
            ],
            Documents.Rows(Sections["Options"]).Select(row => (Option: row[0].Trim('`'), Default: row[1]))
                .Where(row => row.Option is not ("AllowedTypes" or "GetUserId")).OrderBy(row => row.Option, StringComparer.Ordinal));
    }

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
