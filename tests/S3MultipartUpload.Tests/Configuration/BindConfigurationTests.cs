using System.Text;
using Amazon.S3;
using CsCheck;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Moq;
using S3MultipartUpload.Configuration;

namespace S3MultipartUpload.Tests;

public sealed class BindConfigurationTests
{
    private static readonly string[] Units = ["", "KiB", "MiB", "GiB", "TiB"];

    [Fact]
    public void Every_option_is_set_by_its_name()
    {
        S3MultipartUploadOptions options = Bind("""
            {
                "abortTimeout": "00:00:20",
                "Bandwidth": { "MaxBytesPerSecond": "50MiB" },
                "CheckpointDirectory": "checkpoints",
                "ChecksumAlgorithm": "crc64nvme",
                "DrainTimeout": "00:00:00",
                "LogKeys": true,
                "MaxBufferedBytes": "1 GiB",
                "Concurrency": 20,
                "MaxConcurrentRequests": 30,
                "MaxPartSize": "5GiB",
                "MaxRetries": "3",
                "MaxRetryDelay": "00:01:00",
                "PartSize": "32MiB",
                "ProcessingTimeout": "0:05:00",
                "Profile": "MinIO",
                "ResponseTimeout": "00:00:30.5",
                "RetryDelay": "00:00:00.250",
                "SinglePutThreshold": 0,
                "SlowPartFactor": "2.5",
                "StallTimeout": "00:02:00",
                "UnsignedPayloadOverHttp": true
            }
            """);
        Assert.Equal(TimeSpan.FromSeconds(20), options.AbortTimeout);
        Assert.Equal(50 * Samples.MiB, options.Bandwidth.MaxBytesPerSecond);
        Assert.IsType<FileCheckpointStore>(options.CheckpointStore);
        Assert.Equal(PartChecksumAlgorithm.Crc64Nvme, options.ChecksumAlgorithm);
        Assert.Equal(TimeSpan.Zero, options.DrainTimeout);
        Assert.True(options.LogKeys);
        Assert.Equal(1024 * Samples.MiB, options.MaxBufferedBytes);
        Assert.Equal((20, 30, 3), (options.Concurrency.Initial, options.MaxConcurrentRequests, options.MaxRetries));
        Assert.Equal(5 * 1024 * Samples.MiB, options.MaxPartSize);
        Assert.Equal(TimeSpan.FromMinutes(1), options.MaxRetryDelay);
        Assert.Equal(32 * Samples.MiB, options.PartSizer.GetPartSize(1, null, ServiceLimits.AmazonS3));
        Assert.Equal(TimeSpan.FromMinutes(5), options.ProcessingTimeout);
        Assert.Equal(ProviderProfile.MinIO, options.Profile);
        Assert.Equal(TimeSpan.FromSeconds(30.5), options.ResponseTimeout);
        Assert.Equal(TimeSpan.FromSeconds(0.25), options.RetryDelay);
        Assert.Equal(0, options.SinglePutThreshold);
        Assert.Equal(2.5, options.SlowPartFactor);
        Assert.Equal(TimeSpan.FromMinutes(2), options.StallTimeout);
        Assert.True(options.UnsignedPayloadOverHttp);
    }

    [Fact]
    public void No_option_is_forgotten() => Assert.Equal(
        typeof(S3MultipartUploadOptions).GetProperties().Select(option => option.Name).Order(),
        Settings.ByName.Keys.Select(name => name.Split(':')[0])
            .Except(["CheckpointDirectory", "PartSize"]).Concat(Settings.OfCode.Keys).Order());

    [Fact]
    public void What_is_not_set_keeps_its_default()
    {
        var defaults = new S3MultipartUploadOptions();
        S3MultipartUploadOptions options = Bind("""{ "MaxRetries": null }""");
        Assert.Equal((defaults.MaxRetries, defaults.MaxPartSize), (options.MaxRetries, options.MaxPartSize));
        Assert.Equal(defaults.MaxRetries, Bind("{ }").MaxRetries);
    }

    [Theory]
    [InlineData("""{ "MaxConcurentRequests": 4 }""", "MaxConcurentRequests in the configuration is not known; the nearest known one is " +
        "'MaxConcurrentRequests'.")]
    [InlineData("""{ "Bandwith": { "MaxBytesPerSecond": 4 } }""", "Bandwith in the configuration is not known; the nearest known one is " +
        "'Bandwidth'.")]
    [InlineData("""{ "Bandwidth": { "MaxBytes": 4 } }""", "Bandwidth:MaxBytes in the configuration is not known; the nearest known one " +
        "is 'Bandwidth:MaxBytesPerSecond'.")]
    [InlineData("""{ "Bandwidth": "50MiB" }""", "Bandwidth in the configuration is not known; the nearest known one is " +
        "'Bandwidth:MaxBytesPerSecond'.")]
    [InlineData("""{ "MaxRetries": { "Number": 4 } }""", "MaxRetries in the configuration is a section; it takes one value.")]
    [InlineData("""{ "LogKeys": "yes" }""", "LogKeys in the configuration is 'yes', which is neither true nor false.")]
    [InlineData("""{ "MaxRetries": "four" }""", "MaxRetries in the configuration is 'four', which is no whole number.")]
    [InlineData("""{ "MaxRetries": "" }""", "MaxRetries in the configuration is '', which is no whole number.")]
    [InlineData("""{ "Profile": "Minoi" }""", "Profile in the configuration is 'Minoi', which is no profile that is known; the nearest " +
        "is 'MinIO', and all are AmazonS3, CloudflareR2, GoogleCloudStorage, BackblazeB2, MinIO, CephRgw, OpenStackSwift, S3Compatible.")]
    [InlineData("""{ "ChecksumAlgorithm": "1" }""", "ChecksumAlgorithm in the configuration is '1', which is no checksum that is known; " +
        "the nearest is 'MD5', and all are Crc32, Crc32C, Crc64Nvme, Sha256, MD5, None.")]
    [InlineData("""{ "MaxPartSize": "16MB" }""", "MaxPartSize in the configuration is '16MB', which is no number of bytes, nor a size " +
        "such as 16MiB (KiB, MiB, GiB or TiB).")]
    [InlineData("""{ "StallTimeout": "30" }""", "StallTimeout in the configuration is '30', which is no time such as 00:00:30 (hours, " +
        "minutes, seconds).")]
    [InlineData("""{ "PartSizer": "Fixed" }""", "PartSizer in the configuration cannot be set by a text: 'PartSize' sets the preferred " +
        "size, and UsePartSizer<T>() any other part sizer.")]
    public void What_is_wrong_is_named_with_what_was_meant(string json, string problem) =>
        Assert.Equal($"S3:{problem}", Assert.Single(Problems(json)));

    [Theory]
    [InlineData("""{ "PartSize": 0 }""", "PartSize in the configuration is '0', which is refused: ")]
    [InlineData("""{ "Bandwidth": { "MaxBytesPerSecond": 1 } }""", "Bandwidth:MaxBytesPerSecond in the configuration is '1', which is ref")]
    [InlineData("""{ "CheckpointDirectory": " " }""", "CheckpointDirectory in the configuration is ' ', which is refused: ")]
    [InlineData("""{ "CheckpointDirectory": "a\u0000\nforged" }""", "CheckpointDirectory in the configuration is 'a??forged', which is ")]
    public void A_value_that_the_option_refuses_is_named_on_one_line(string json, string problem)
    {
        string told = Assert.Single(Problems(json));
        Assert.StartsWith($"S3:{problem}", told, StringComparison.Ordinal);
        Assert.DoesNotContain(told, char.IsControl);
        Assert.EndsWith(".", told, StringComparison.Ordinal);
        Assert.False(told.EndsWith("..", StringComparison.Ordinal));
    }

    [Fact]
    public void All_problems_are_told_at_once_and_no_secret_with_them()
    {
        string[] problems = Problems($$"""
            {
                "SecretKey": "hush-hush",
                "Nested": { "Token": "hush-hush" },
                "MaxRetries": "{{new string('x', 50)}}\nforged",
                "MaxConcurrentRequests": 0
            }
            """);
        Assert.Equal(4, problems.Length);
        Assert.DoesNotContain(problems, problem => problem.Contains("hush", StringComparison.Ordinal));
        Assert.DoesNotContain(problems, problem => problem.Contains("forged", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith("MaxConcurrentRequests (0)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("S3Upload", "There is no section 'S3Upload' in the configuration; the nearest is 'S3'.")]
    [InlineData("S3:Eu", "There is no section 'S3:Eu' in the configuration; the nearest is 'S3:MaxRetries'.")]
    [InlineData("S3:MaxRetries:Eu", "There is no section 'S3:MaxRetries:Eu' in the configuration.")]
    public void A_section_that_is_not_there_is_named(string path, string problem) =>
        Assert.Equal(problem, Assert.Single(Problems("""{ "MaxRetries": 1 }""", path)));

    [Fact]
    public void Without_a_configuration_there_is_a_problem_too()
    {
        IServiceCollection services = new ServiceCollection().AddSingleton(Mock.Of<IAmazonS3>());
        services.AddS3MultipartUpload().BindConfiguration("S3");
        using ServiceProvider provider = services.BuildServiceProvider();
        OptionsValidationException error =
            Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);
        Assert.Contains("No IConfiguration is registered", Assert.Single(error.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_size_is_called_is_what_it_is() => Gen
        .Select(Gen.Long[0, 1L << 22], Gen.Int[0, 4], Gen.Bool, Gen.Bool)
        .Sample((count, power, hasBlank, isLower) =>
        {
            string unit = Units[power];
            string text = $"{count}{(hasBlank ? " " : "")}{(isLower ? unit.ToLowerInvariant() : unit)}";
            Assert.Equal(count << (10 * power), ByteCount.Parse(text.Trim()));
        });

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5GiB")]
    [InlineData("1,000")]
    [InlineData("MiB")]
    [InlineData("5 M iB")]
    [InlineData("10MiBMiB")]
    [InlineData("9223372036854775808")]
    [InlineData("8388608TiB")]
    public void What_is_no_size_is_refused(string text) => Assert.Throws<FormatException>(() => ByteCount.Parse(text));

    [Fact]
    public void The_nearest_name_of_a_name_is_itself_and_of_one_with_a_slip_that_one() => Gen
        .Select(Gen.Int[0, Settings.ByName.Count - 1].Select(Settings.ByName.Keys.ElementAt), Gen.Int[0, 100], Gen.Char['a', 'z'])
        .Sample((name, place, letter) =>
        {
            Assert.Equal(name, NearestName.Of(name.ToLowerInvariant(), Settings.ByName.Keys));
            string slip = name.Insert(place % name.Length, letter.ToString());
            Assert.Equal(name, NearestName.Of(slip, Settings.ByName.Keys));
        });

    private static S3MultipartUploadOptions Bind(string json)
    {
        using ServiceProvider provider = Services(json, "S3");
        return provider.GetRequiredService<IOptions<S3MultipartUploadOptions>>().Value;
    }

    private static string[] Problems(string json, string path = "S3")
    {
        using ServiceProvider provider = Services(json, path);
        return [.. Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate).Failures];
    }

    private static ServiceProvider Services(string json, string path)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "S3": {{json}} }""")))
            .Build();
        IServiceCollection services = new ServiceCollection().AddSingleton(configuration).AddSingleton(Mock.Of<IAmazonS3>());
        services.AddS3MultipartUpload().BindConfiguration(path);
        return services.BuildServiceProvider();
    }
}
