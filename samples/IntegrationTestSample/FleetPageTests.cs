using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using S3MultipartUpload.Fleet;
using S3MultipartUpload.Testing;

namespace IntegrationTestSample;

/// <summary>The page of samples/WebUpload that shows a fleet, over one that is mocked: there is no database.</summary>
public sealed class FleetPageTests(S3TestFixture s3) : IClassFixture<S3TestFixture>
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
        Assert.Contains("max=\"2000\" value=\"500\"></progress></td><td data-label=\"Objects\">500 of 2,000</td>", page);
        Assert.Contains(">Listing</td><td data-label=\"Progress\"><progress aria-label=\"Progress\"></progress></td>", page);
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
