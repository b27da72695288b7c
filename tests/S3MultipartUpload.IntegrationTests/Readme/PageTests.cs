using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Amazon.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Moq;
using S3MultipartUpload.Configuration;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The tables and blocks of the pages say what the code says.</summary>
public sealed class PageTests
{
    private static readonly S3MultipartUploadOptions Defaults = new();

    public static TheoryData<string> Pages => [.. Documents.All];

    private static string OptionsPage => Documents.Read("docs/options.md");

    [Fact]
    public void Every_option_stands_in_the_table_and_nothing_else() => Assert.Equal(
        typeof(S3MultipartUploadOptions).GetProperties().Select(option => option.Name).Order(),
        OptionRows().Select(row => row[0].Trim('`')).Order());

    [Fact]
    public void Every_option_has_the_default_that_its_row_tells() => Assert.All(OptionRows(), row => Assert.Equal(
        typeof(S3MultipartUploadOptions).GetProperty(row[0].Trim('`'))?.GetValue(Defaults) switch
        {
            long bytes => $"{bytes >> 20} MiB",
            TimeSpan { TotalMinutes: >= 1 } time => $"{time.TotalMinutes} min",
            TimeSpan time => FormattableString.Invariant($"{time.TotalSeconds} s"),
            bool flag => flag ? "true" : "false",
            PartChecksumAlgorithm algorithm => $"`{algorithm}`",
            BandwidthLimit { MaxBytesPerSecond: null } => "no limit",
            IPartSizer sizer when sizer.GetType() == PartSizer.Adaptive().GetType() => "`PartSizer.Adaptive()`",
            int number => $"{number}",
            null => row[0].Trim('`') switch
            {
                nameof(S3MultipartUploadOptions.SinglePutThreshold) => "one part size",
                nameof(S3MultipartUploadOptions.Profile) => "`AmazonS3`; `S3Compatible` for a client with another `ServiceURL`",
                _ => "none",
            },
            var other => $"{other}",
        },
        row[1]));

    /// <summary>The settings of applications.</summary>
    [Fact]
    public void Every_block_of_settings_can_be_bound_and_the_last_one_has_all_keys()
    {
        string[] blocks = [.. Documents.Blocks(OptionsPage, "json")];
        Assert.All(blocks, block =>
        {
            IServiceCollection services = new ServiceCollection()
                .AddSingleton(Mock.Of<IAmazonS3>())
                .AddSingleton<IConfiguration>(Configuration(block));
            services.AddS3MultipartUpload().BindConfiguration("S3Uploads");
            using ServiceProvider provider = services.BuildServiceProvider();
            Assert.NotNull(provider.GetRequiredService<IOptions<S3MultipartUploadOptions>>().Value);
        });
        Assert.Equal(
            Settings.ByName.Keys.Order(),
            Configuration(blocks[^1]).AsEnumerable().Where(setting => setting.Value is not null)
                .Select(setting => setting.Key["S3Uploads:".Length..]).Order());
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_block_of_JSON_can_be_read(string page) =>
        Assert.All(Documents.Blocks(Documents.Read(page), "json"), block => JsonDocument.Parse(Whole(block)).Dispose());

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_block_for_the_shell_is_one_and_names_projects_that_exist(string page)
    {
        string[] blocks = [.. Documents.Blocks(Documents.Read(page), "sh")];
        Assert.All(
            blocks.SelectMany(block => block.Split((char[])[' ', '\n'])).Where(word => word.StartsWith("src/", StringComparison.Ordinal)),
            word => Assert.True(Documents.Has(word), word));
        if (ForeignCommand.IsInstalled("bash"))
        {
            foreach (string block in blocks)
            {
                using var bash = Process.Start("bash", ["-n", "-c", block]);
                await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
                Assert.True(bash.ExitCode == 0, block);
            }
        }
    }

    /// <summary>But those which cannot be broken: rows of tables, and members of JSON.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void No_line_is_longer_than_140_characters(string page) => Assert.All(
        Documents.Read(page).Split('\n').Where(line => !line.StartsWith('|') && !line.TrimStart().StartsWith('"')),
        line => Assert.True(line.Length <= 140, line));

    [Fact]
    public void Every_exception_stands_on_the_page_of_errors() => AllStand(
        typeof(MultipartUploader).Assembly.GetExportedTypes()
            .Where(type => type.IsAssignableTo(typeof(Exception)) && !type.IsAbstract).Select(type => type.Name));

    [Fact]
    public void Every_state_and_problem_stands_on_the_page_of_errors() => AllStand(
    [
        .. Enum.GetNames<FailedUploadState>(), .. Enum.GetNames<CheckpointProblem>(), .. Enum.GetNames<CopySourceProblem>(),
    ]);

    /// <summary>But for how often a request is repeated, which is nobody's to do.</summary>
    [Fact]
    public void Every_exception_state_and_problem_says_what_to_do()
    {
        string[] tables = [.. Documents.Read("docs/errors.md").Split("\n\n").Where(block => block.StartsWith('|'))];
        Assert.Equal(["attempts"], tables.Select(LastHead).Except(["what to do"]));
        Assert.All(tables.SelectMany(Documents.Rows), row => Assert.DoesNotContain("", row));
        Assert.All(
            tables.Where(table => LastHead(table) == "what to do"),
            table => Assert.All(Documents.Rows(table), row => Assert.Equal(Cells(table.Split('\n')[0]).Length, row.Length)));

        static string LastHead(string table) => Cells(table.Split('\n')[0])[^1];

        static string[] Cells(string line) => line.Trim('|').Split('|', StringSplitOptions.TrimEntries);
    }

    [Fact]
    public void Every_check_of_a_resumption_and_every_outcome_of_a_verification_stands_on_the_page_of_integrity()
    {
        string[] rows = [.. Documents.Rows(Documents.Read("docs/integrity.md")).Select(row => row[0])];
        Assert.All(Enum.GetNames<ResumeCheck>(), name => Assert.Contains(rows, row => row.StartsWith($"`ResumeCheck.{name}`")));
        Assert.All(Enum.GetNames<VerificationOutcome>(), name => Assert.Contains($"`{name}`", rows));
    }

    private static void AllStand(IEnumerable<string> names)
    {
        string[] rows = [.. Documents.Rows(Documents.Read("docs/errors.md")).Select(row => row[0].Trim('`'))];
        Assert.Empty(names.Except(rows));
    }

    private static IEnumerable<string[]> OptionRows() => Documents.Rows(Documents.Sections(OptionsPage)["All options"]);

    private static IConfigurationRoot Configuration(string block) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(Whole(block)))).Build();

    /// <summary>A block may be a piece of a file of settings.</summary>
    private static string Whole(string block) => block.StartsWith('"') ? $"{{{block}}}" : block;
}
