using System.Net;
using Amazon.S3.Model;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using S3MultipartUpload.Testing;

namespace IntegrationTestSample;

/// <summary>The web application in samples/WebUpload, whole and unchanged, in this process; only its S3 is the endpoint.</summary>
public sealed class WebUploadTests(S3TestFixture s3) : IClassFixture<S3TestFixture>, IDisposable
{
    private readonly WebApplicationFactory<Program> _application = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
        .UseSetting("WebUpload:BucketName", s3.BucketName)
        .ConfigureTestServices(services => services.AddSingleton(s3.Client)));

    public void Dispose()
    {
        _application.Dispose();
        s3.Server.Reset();                                  // so the next test begins as this one did
    }

    [Fact]
    public async Task A_file_is_stored()
    {
        using HttpClient browser = _application.CreateClient();

        using HttpResponseMessage answer = await browser.PutAsync("/files", new ByteArrayContent([1, 2, 3]));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        ListObjectsV2Response stored = await s3.Client.ListObjectsV2Async(new() { BucketName = s3.BucketName });
        Assert.Equal(3, Assert.Single(stored.S3Objects).Size);
    }

    [Fact]
    public async Task A_store_that_refuses_is_no_fault_of_the_browser()
    {
        s3.Server.Faults.Add(new Fault { Operation = S3Operation.PutObject, Effect = FaultEffect.Status(403, "AccessDenied") });
        using HttpClient browser = _application.CreateClient();

        using HttpResponseMessage answer = await browser.PutAsync("/files", new ByteArrayContent([1, 2, 3]));

        Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, s3.Server.DescribeRequests());
    }
}
