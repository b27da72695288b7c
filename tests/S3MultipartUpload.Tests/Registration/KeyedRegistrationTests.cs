using System.Collections.Concurrent;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Moq;
using S3MultipartUpload.Parts;

namespace S3MultipartUpload.Tests;

public sealed class KeyedRegistrationTests
{
    private static readonly string[] Keys = ["eu", "us"];

    private readonly MockS3 _plain = new();
    private readonly MockS3 _eu = new();
    private readonly MockS3 _us = new();
    private readonly ServiceCollection _services = [];

    public KeyedRegistrationTests() => _services
        .AddSingleton(_plain.Client)
        .AddKeyedSingleton("eu", _eu.Client)
        .AddKeyedSingleton("us", _us.Client);

    [Fact]
    public async Task Each_key_has_an_uploader_over_its_own_client_with_its_own_options()
    {
        _services.AddS3MultipartUpload();
        _services.AddKeyedS3MultipartUpload("eu", options => options.SinglePutThreshold = 0);
        _services.AddKeyedS3MultipartUpload("us").Services.AddTransient<Copies>();
        await using ServiceProvider provider = _services.BuildServiceProvider(validateScopes: true);
        Copies copies = provider.GetRequiredService<Copies>();
        foreach (IMultipartUploader uploader in new[] { copies.Plain, copies.Eu, copies.Us })
        {
            await uploader.UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(9))));
        }

        Assert.Equal(["Put"], _plain.Calls);
        Assert.Equal(["Create", "Part 1", "Complete"], _eu.Calls);
        Assert.Equal(["Put"], _us.Calls);
        Assert.NotNull(provider.GetRequiredKeyedService<IIncompleteUploads>("eu"));
    }

    [Fact]
    public async Task All_share_memory_and_line_unless_one_has_its_own()
    {
        _services.Configure<S3MultipartUploadOptions>(options => options.Concurrency = UploadConcurrency.Fixed(3));
        _services.AddKeyedS3MultipartUpload("eu");
        _services.AddKeyedS3MultipartUpload("us", options => options.Concurrency = UploadConcurrency.Fixed(5)).UseOwnLimits();
        await using ServiceProvider provider = _services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
        PartBudget shared = provider.GetRequiredService<PartBudget>();
        Assert.Same(shared, provider.GetRequiredKeyedService<PartBudget>("eu"));
        Assert.NotSame(shared, provider.GetRequiredKeyedService<PartBudget>("us"));
        S3MultipartUploadOptions all = provider.GetRequiredService<IOptions<S3MultipartUploadOptions>>().Value;
        Assert.Equal((3, 5), (Options(provider, "eu").Concurrency.Initial, Options(provider, "us").Concurrency.Initial));
        Assert.Same(all.Bandwidth, Options(provider, "eu").Bandwidth);
        Assert.NotSame(all.Bandwidth, Options(provider, "us").Bandwidth);
    }

    [Fact]
    public async Task The_parts_in_flight_of_all_keys_together_keep_to_the_limit()
    {
        _services.AddS3MultipartUpload(options => options.Concurrency = UploadConcurrency.Fixed(2));
        _services.AddKeyedS3MultipartUpload("eu", Small);
        _services.AddKeyedS3MultipartUpload("us", Small);
        await using ServiceProvider provider = _services.BuildServiceProvider();
        int inFlight = 0;
        var most = new ConcurrentBag<int>();
        var two = new TaskCompletionSource();
        foreach (MockS3 s3 in new[] { _eu, _us })
        {
            s3.OnPart = async (_, _, _) =>
            {
                int now = Interlocked.Increment(ref inFlight);
                most.Add(now);
                if (now == 2)
                {
                    two.TrySetResult();
                }

                await two.Task;
                await Task.Yield();
                Interlocked.Decrement(ref inFlight);
            };
        }

        await Task.WhenAll(Keys.Select(key => provider.GetRequiredKeyedService<IMultipartUploader>(key)
            .UploadAsync(Samples.Request(PartSource.FromMemory(Samples.Bytes(200))))));
        Assert.Equal(2, most.Max());

        static void Small(S3MultipartUploadOptions options)
        {
            options.Profile = Samples.SmallOptions().Profile;
            options.PartSizer = PartSizer.Fixed(10);
            options.MaxPartSize = 100;
        }
    }

    [Theory]
    [InlineData("Concurrency")]
    [InlineData("MaxConcurrentRequests")]
    [InlineData("MaxBufferedBytes")]
    [InlineData("Bandwidth")]
    [InlineData("Bandwidth", "its rate")]
    public void A_limit_that_would_have_no_effect_is_refused(string name, string? what = null)
    {
        _services.AddKeyedS3MultipartUpload("eu", options =>
        {
            options.Concurrency = name == "Concurrency" ? UploadConcurrency.Fixed(3) : options.Concurrency;
            options.MaxConcurrentRequests += name == "MaxConcurrentRequests" ? 1 : 0;
            options.MaxBufferedBytes += name == "MaxBufferedBytes" ? 1 : 0;
            options.Bandwidth = name == "Bandwidth" && what is null ? new BandwidthLimit() : options.Bandwidth;
            options.Bandwidth.MaxBytesPerSecond = what is null ? null : 1_000_000;
        });
        string problem = Assert.Single(Problems());
        Assert.StartsWith($"{name} is set for the uploader 'eu'", problem, StringComparison.Ordinal);
        Assert.Contains("UseOwnLimits()", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Shared_limits_that_are_wrong_are_found_though_nobody_else_uses_them()
    {
        _services.Configure<S3MultipartUploadOptions>(options => options.MaxConcurrentRequests = 0);
        _services.AddKeyedS3MultipartUpload("eu");
        Assert.Contains(Problems(), problem => problem.StartsWith("MaxConcurrentRequests (0)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_client_stops_the_application_at_its_start_with_all_other_problems_of_that_key()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(_plain.Client);
        builder.Services.AddKeyedS3MultipartUpload("asia", options => options.MaxRetries = -1);
        using IHost host = builder.Build();
        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal("asia", error.OptionsName);
        Assert.Equal(
            ["Uploader 'asia': MaxRetries (-1) must lie between 0 and 100.", "No IAmazonS3 is registered under the key 'asia'. Register " +
                "one beside AddKeyedS3MultipartUpload(\"asia\"): services.AddKeyedSingleton<IAmazonS3>(\"asia\", new AmazonS3Client())."],
            error.Failures);
    }

    [Fact]
    public void Without_a_client_of_the_key_the_error_names_it()
    {
        _services.AddKeyedS3MultipartUpload("asia");
        using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.Contains(
            "'asia'",
            Assert.Throws<InvalidOperationException>(() => provider.GetRequiredKeyedService<IMultipartUploader>("asia")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_client_is_not_made_to_see_whether_there_is_one()
    {
        _services.AddKeyedScoped<IAmazonS3>("asia", (_, _) => throw new InvalidOperationException("Made."));
        _services.AddKeyedS3MultipartUpload("asia");
        Assert.Empty(Problems());
    }

    [Fact]
    public void Registering_twice_keeps_one_uploader_and_applies_both_configurations()
    {
        _services.AddKeyedS3MultipartUpload("eu", options => options.MaxRetries = 4);
        _services.AddKeyedS3MultipartUpload("eu", options => options.SinglePutThreshold = 7)
            .Configure(options => options.MaxPartSize = 6 << 20);
        Assert.Single(_services, service => service.ServiceType == typeof(IMultipartUploader));
        using ServiceProvider provider = _services.BuildServiceProvider();
        S3MultipartUploadOptions options = Options(provider, "eu");
        Assert.Equal((4, 7, 6 << 20), (options.MaxRetries, options.SinglePutThreshold, options.MaxPartSize));
    }

    [Fact]
    public void My_own_uploader_stays_when_it_was_registered_before()
    {
        IMultipartUploader mine = Mock.Of<IMultipartUploader>();
        _services.AddKeyedSingleton("eu", mine).AddKeyedS3MultipartUpload("eu");
        Assert.Same(mine, _services.BuildServiceProvider().GetRequiredKeyedService<IMultipartUploader>("eu"));
    }

    [Fact]
    public void A_key_must_not_be_empty_nor_the_shared_limits_be_anyone_s_own()
    {
        Assert.Throws<ArgumentException>(() => _services.AddKeyedS3MultipartUpload(""));
        Assert.Throws<InvalidOperationException>(() => _services.AddS3MultipartUpload().UseOwnLimits());
    }

    private static S3MultipartUploadOptions Options(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<S3MultipartUploadOptions>>().Get(name);

    private IEnumerable<string> Problems()
    {
        using ServiceProvider provider = _services.BuildServiceProvider();
        Exception? found = Record.Exception(provider.GetRequiredService<IStartupValidator>().Validate);
        return found switch
        {
            null => [],
            AggregateException all => all.InnerExceptions.Cast<OptionsValidationException>().SelectMany(problem => problem.Failures),
            _ => Assert.IsType<OptionsValidationException>(found).Failures,
        };
    }

    private sealed class Copies(
        IMultipartUploader plain,
        [FromKeyedServices("eu")] IMultipartUploader eu,
        [FromKeyedServices("us")] IMultipartUploader us)
    {
        public IMultipartUploader Plain => plain;

        public IMultipartUploader Eu => eu;

        public IMultipartUploader Us => us;
    }
}
