using Amazon.Runtime;
using Amazon.S3;
using S3MultipartUpload.Profiles;

namespace S3MultipartUpload.Tests;

public sealed class StoreEndpointTests
{
    [Theory]
    [InlineData("https://127.0.0.1:9000", false, true)]
    [InlineData("https://127.0.0.1:9000", true, true)]
    [InlineData("http://127.0.0.1:9000", false, false)]
    [InlineData("HTTP://127.0.0.1:9000", false, false)]
    [InlineData(null, false, true)]
    [InlineData(null, true, false)]
    public void The_address_says_whether_it_is_https_and_else_the_client_does(string? serviceUrl, bool useHttp, bool expected)
    {
        var config = new AmazonS3Config { UseHttp = useHttp };
        if (serviceUrl is null)
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.EUCentral1;
        }
        else
        {
            config.ServiceURL = serviceUrl;
        }

        Assert.Equal(expected, StoreEndpoint.IsHttps(config));
    }

    [Fact]
    public void A_mocked_client_is_not_taken_for_https() => Assert.False(StoreEndpoint.IsHttps(config: null));

    [Theory]
    [InlineData("")]
    [InlineData("S3.EU-CENTRAL-1.AMAZONAWS.COM")]
    public void An_empty_address_is_Amazon_s_and_one_without_a_scheme_is_nobody_s(string serviceUrl)
    {
        IClientConfig config = Moq.Mock.Of<IClientConfig>(client => client.ServiceURL == serviceUrl);
        Assert.Same(serviceUrl.Length == 0 ? ProviderProfile.AmazonS3 : ProviderProfile.S3Compatible, StoreEndpoint.DefaultProfile(config));
    }
}
