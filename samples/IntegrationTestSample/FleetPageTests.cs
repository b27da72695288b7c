using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using S3MultipartUpload.Fleet;
using S3MultipartUpload.Testing;

namespace IntegrationTestSample;

/// <summary>The page of samples/WebUpload that shows a fleet, over one that is mocked: there is no database.</summary>
public sealed partial class FleetPageTests(S3TestFixture s3) : IClassFixture<S3TestFixture>
{
    [Fact]
    public async Task The_page_shows_every_upload_and_encodes_what_it_shows()
    {
        var fleet = new Mock<IUploadFleet>();
        fleet.Setup(it => it.ListAsync(It.IsAny<CancellationToken>())).Returns(new[]
        {
            StatusOf("<script>alert('a')</script>", FleetState.Running, objects: 2_000, stored: 500),
            StatusOf("b", FleetState.Listing, objects: 0, stored: 0),
        }.ToAsyncEnumerable());
        await using WebApplicationFactory<Program> application = Application(services => services.AddSingleton(fleet.Object));
        using HttpClient browser = application.CreateClient();

        using HttpResponseMessage answer = await browser.GetAsync("/fleet");

        string page = await answer.Content.ReadAsStringAsync();
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("<script", page);
        Assert.Contains("<bdi>&lt;script&gt;alert(&#39;a&#39;)&lt;/script&gt;</bdi></td><td data-label=\"State\">Running</td>", page);
        Assert.Contains("value=\"0.25\"></progress></td><td data-label=\"Objects\">500 of 2,000</td>", page);
        Assert.Contains(">Listing</td><td data-label=\"Progress\"><progress aria-label=\"Progress\"></progress></td>", page);
    }

    /// <summary>How many objects are stored says nothing of one that is large.</summary>
    [Fact]
    public async Task The_bar_of_a_large_object_counts_its_parts()
    {
        FleetStatus disk = StatusOf("disk", FleetState.Running, objects: 1, stored: 0) with { Parts = 9_999, PartsStored = 5_000 };
        string page = await PageAsync("/fleet", disk);
        Assert.Contains("value=\"0.5\"></progress></td><td data-label=\"Objects\">0 of 1</td>", page);
    }

    /// <summary>However many there are, each is on one of the pages, and the links lead to all of them.</summary>
    [Fact]
    public async Task More_uploads_than_a_page_has_are_on_the_next()
    {
        FleetStatus[] all =
        [
            .. Enumerable.Range(0, 201).Select(number => StatusOf($"upload {number}", FleetState.Completed, objects: 1, stored: 1)),
        ];
        List<string> seen = [];
        string? next = "/fleet";
        while (next is not null)
        {
            string page = await PageAsync(next, all);
            seen.AddRange(Names().Matches(page).Select(name => name.Groups[1].Value));
            next = OlderLink().Match(page) is { Success: true } link ? $"/fleet{link.Groups[1].Value}" : null;
        }

        Assert.Equal(all.Select(status => status.Id), seen);
        Assert.Contains("<a href=\"?skip=0\">Newer</a>", await PageAsync("/fleet?skip=100", all));
        Assert.DoesNotContain("<a ", await PageAsync("/fleet", all[..100]));
    }

    [Fact]
    public async Task Without_a_database_there_is_no_page_and_the_rest_runs()
    {
        await using WebApplicationFactory<Program> application = Application(_ => { });
        using HttpClient browser = application.CreateClient();

        using HttpResponseMessage page = await browser.GetAsync("/fleet");
        using HttpResponseMessage health = await browser.GetAsync("/health");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (page.StatusCode, health.StatusCode));
    }

    [GeneratedRegex("<bdi>(.*?)</bdi>")]
    private static partial Regex Names();

    [GeneratedRegex("<a href=\"([^\"]*)\">Older</a>")]
    private static partial Regex OlderLink();

    private async Task<string> PageAsync(string address, params FleetStatus[] all)
    {
        var fleet = new Mock<IUploadFleet>();
        fleet.Setup(it => it.ListAsync(It.IsAny<CancellationToken>())).Returns(all.ToAsyncEnumerable());
        await using WebApplicationFactory<Program> application = Application(services => services.AddSingleton(fleet.Object));
        using HttpClient browser = application.CreateClient();
        return await browser.GetStringAsync(address);
    }

    private WebApplicationFactory<Program> Application(Action<IServiceCollection> configure) =>
        new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
            .UseSetting("WebUpload:BucketName", s3.BucketName)
            .ConfigureTestServices(services =>
            {
                services.AddSingleton(s3.Client);
                configure(services);
            }));

    private static FleetStatus StatusOf(string id, FleetState state, long objects, long stored) => new()
    {
        Id = id,
        State = state,
        Objects = objects,
        ObjectsStored = stored,
        ObjectsFailed = 0,
        BytesStored = 3 << 20,
        PartsStored = 0,
        SubmittedAt = DateTimeOffset.UnixEpoch,
        EndedAt = null,
        Duration = TimeSpan.FromSeconds(2),
        Failures = [],
    };
}
