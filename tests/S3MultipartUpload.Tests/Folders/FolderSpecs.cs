using System.Collections.Concurrent;
using System.Diagnostics;
using CsCheck;
using Moq;
using S3MultipartUpload.Folders;

namespace S3MultipartUpload.Tests;

/// <summary>A folder becomes objects, over any uploader.</summary>
public sealed class FolderSpecs : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Mock<IMultipartUploader> _uploader = new();
    private readonly ConcurrentDictionary<string, UploadRequest> _requests = new();

    public FolderSpecs() => _uploader
        .Setup(uploader => uploader.UploadAsync(It.IsAny<UploadRequest>(), It.IsAny<CancellationToken>()))
        .Returns<UploadRequest, CancellationToken>((request, _) =>
        {
            Assert.True(_requests.TryAdd(request.Key, request));
            return Task.FromResult(new UploadManifest
            {
                BucketName = request.BucketName,
                Key = request.Key,
                IsComplete = true,
                Size = request.Source.Length ?? 0,
                Parts = [],
            });
        });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Different_paths_have_different_keys_and_the_same_ones_always() =>
        Gen.Select(Gen.String, Gen.String, Gen.String).Sample((prefix, one, other) =>
        {
            var keys = new FolderKeys(prefix, keyOf: null);
            Assert.Equal(keys.Of(one), new FolderKeys(prefix, keyOf: null).Of(one));
            Assert.Equal(one == other, keys.Of(one) == keys.Of(other));
        });

    [Fact]
    public async Task Every_file_has_its_path_as_its_key()
    {
        _folder.Add("a.txt");
        _folder.Add("empty", 0);
        _folder.Add(".hidden");
        _folder.Add("b/c/d.html", 7);
        _folder.Add("Ünïcödé 😀 +%.txt");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "none"));
        List<DirectoryFileResult> told = [];
        DirectoryUploadResult result = await UploadAsync(new DirectoryUpload
        {
            Path = _folder.Path,
            BucketName = "photos",
            KeyPrefix = "p/",
            OnFile = told.Add,
        });
        Keys("p/.hidden", "p/a.txt", "p/b/c/d.html", "p/empty", "p/Ünïcödé 😀 +%.txt");
        Assert.Equal((5, 0, 16), (result.FilesStored, result.FilesFailed, result.BytesStored));
        Assert.Equal(_requests.Keys.Order(), told.Select(file => "p/" + file.RelativePath).Order());
        Assert.All(told, file => Assert.Equal(DirectoryFileOutcome.Stored, file.Outcome));
        Assert.Same(result, result.ThrowIfAnyFailed());
    }

    [Theory]
    [InlineData(new[] { "**/*.txt" }, new string[0], true, true, "a.txt|b/.c/e.txt|b/d.txt")]
    [InlineData(new[] { "**/*.txt" }, new[] { "b/.c/**" }, true, true, "a.txt|b/d.txt")]
    [InlineData(new[] { "*.txt", "b/*" }, new string[0], true, true, "a.txt|b/d.txt|b/f.jpg")]
    [InlineData(new string[0], new string[0], false, true, ".g|a.txt")]
    [InlineData(new string[0], new string[0], true, false, "a.txt|b/d.txt|b/f.jpg")]
    public async Task Patterns_choose(string[] include, string[] exclude, bool recursive, bool hidden, string expected)
    {
        foreach (string path in new[] { "a.txt", ".g", "b/d.txt", "b/f.jpg", "b/.c/e.txt" })
        {
            _folder.Add(path);
        }

        await UploadAsync(Upload() with { Include = include, Exclude = exclude, Recursive = recursive, IncludeHidden = hidden });
        Keys(expected.Split('|'));
    }

    [Fact]
    public async Task A_callback_describes_each_file_or_leaves_it_out()
    {
        _folder.Add("a.txt");
        _folder.Add("b.txt");
        _folder.Add("c.txt");
        _folder.Add("d.txt");
        DirectoryUploadResult result = await UploadAsync(Upload() with
        {
            RequestFor = file => file.RelativePath switch
            {
                "b.txt" => null,
                "c.txt" => throw new FormatException("No c."),
                "d.txt" => new UploadRequest { BucketName = file.BucketName, Key = "other", Source = file.Source },
                _ => new UploadRequest
                {
                    BucketName = file.BucketName,
                    Key = file.Key,
                    Source = file.Source,
                    ContentType = "text/x-" + file.RelativePath[..1],
                },
            },
        });
        Keys("a.txt");
        Assert.Equal("text/x-a", _requests["a.txt"].ContentType);
        Assert.Equal((1, 1, 2), (result.FilesStored, result.FilesLeftOut, result.FilesFailed));
        DirectoryUploadException failed = Assert.Throws<DirectoryUploadException>(result.ThrowIfAnyFailed);
        Assert.Contains("No c.", failed.Message, StringComparison.Ordinal);
        Assert.Equal(["c.txt", "d.txt"], failed.Result.Failures.Select(failure => failure.RelativePath).Order());
    }

    [Fact]
    public async Task Links_are_left_out_and_counted()
    {
        using var elsewhere = new TestFolder();
        _folder.Add("a.txt");
        _folder.Link("file", Path.Combine(_folder.Path, "a.txt"));
        _folder.Link("folder", elsewhere.Path);
        DirectoryUploadResult result = await UploadAsync(Upload());
        Keys("a.txt");
        Assert.Equal(2, result.LinksSkipped);
    }

    [Fact]
    public async Task Links_are_followed_but_neither_out_of_the_folder_nor_in_circles()
    {
        using var elsewhere = new TestFolder();
        elsewhere.Add("secret");
        _folder.Add("d/a.txt");
        _folder.Add("e/b.txt");
        _folder.Link("file", "d/a.txt");
        _folder.Link("d/up", "..");
        _folder.Link("d/e", "../e");
        _folder.Link("e/d", "../d");
        _folder.Link("out", elsewhere.Path);
        _folder.Link("secret", Path.Combine(elsewhere.Path, "secret"));
        _folder.Link("round", "round");
        _folder.Link("d/through", "up/../" + Path.GetFileName(elsewhere.Path) + "/secret");
        _folder.Link("nothing", "missing");
        DirectoryUploadResult result = await UploadAsync(Upload() with { SymbolicLinks = SymbolicLinkPolicy.Follow });
        Keys("d/a.txt", "d/e/b.txt", "e/b.txt", "e/d/a.txt", "file");
        Assert.Equal(["nothing", "round"], result.Failures.Select(failure => failure.RelativePath).Order());
        Assert.Equal(8, result.LinksSkipped);
    }

    [Theory]
    [InlineData("a", "z")]
    [InlineData("z/1", "z")]
    public async Task A_folder_in_whose_place_a_link_is_put_meanwhile_is_not_followed(string first, string replaced)
    {
        using var elsewhere = new TestFolder();
        foreach (string name in new[] { "1", "2", "3" })
        {
            _folder.Add($"z/{name}");
            elsewhere.Add(name, 1);
        }

        _folder.Add(first);
        string path = Path.Combine(_folder.Path, replaced);
        DirectoryUploadResult result = await UploadAsync(Upload() with
        {
            MaxConcurrency = 1,
            RequestFor = file =>
            {
                if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null)
                {
                    Directory.Delete(path, recursive: true);
                    Directory.CreateSymbolicLink(path, elsewhere.Path);
                }

                return new UploadRequest { BucketName = file.BucketName, Key = file.Key, Source = file.Source };
            },
        });
        Assert.DoesNotContain(_requests.Values, request => request.Source.Length == 1);
        Assert.All(result.Failures, failure => Assert.IsType<IOException>(failure.Exception));
        Assert.NotEmpty(result.Failures);
    }

    [Fact]
    public async Task A_file_that_comes_meanwhile_does_not_take_the_key_of_another()
    {
        _folder.Add("a");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "b"));
        DirectoryUploadResult result = await UploadAsync(Upload() with
        {
            MaxConcurrency = 1,
            KeyOf = path => Path.GetFileName(path),
            RequestFor = file =>
            {
                File.WriteAllText(Path.Combine(_folder.Path, "b", "a"), "other");
                return new UploadRequest { BucketName = file.BucketName, Key = file.Key, Source = file.Source };
            },
        });
        DirectoryFileResult failure = Assert.Single(result.Failures);
        Assert.IsType<UploadRefusedException>(failure.Exception);
        Assert.Equal(1, result.FilesStored);
    }

    [Fact]
    public async Task Links_that_are_skipped_do_not_make_the_files_look_fewer()
    {
        List<UploadManyProgress> told = [];
        for (int i = 0; i < 5; i++)
        {
            _folder.Add($"{i}");
            _folder.Link($"link{i}", "0");
        }

        await UploadAsync(Upload() with
        {
            MaxConcurrency = 1,
            ProgressInterval = TimeSpan.Zero,
            Progress = new Target(told.Add),
        });
        Assert.All(told, report => Assert.InRange(report.TotalObjects ?? 0, 5, 10));
    }

    [Fact]
    public async Task A_folder_that_is_itself_a_link_is_stored()
    {
        using var holder = new TestFolder();
        _folder.Add("a.txt");
        _folder.Link("b", "a.txt");
        holder.Link("link", _folder.Path);
        await UploadAsync(Upload() with { Path = Path.Combine(holder.Path, "link"), SymbolicLinks = SymbolicLinkPolicy.Follow });
        Keys("a.txt", "b");
    }

    [Fact]
    public async Task What_can_be_known_to_fail_is_refused_by_name_before_anything_is_stored()
    {
        _folder.Add("a.txt");
        _folder.Add("b/a.txt");
        await RefusedAsync(Upload() with { Path = Path.Combine(_folder.Path, "none") }, "There is no folder");
        await RefusedAsync(Upload() with { Path = Path.Combine(_folder.Path, "a.txt") }, "is a file");
        await RefusedAsync(Upload() with { Path = "" }, "Path is empty");
        await RefusedAsync(Upload() with { BucketName = "a/b" }, "BucketName");
        await RefusedAsync(Upload() with { KeyPrefix = "/a" }, "slash");
        await RefusedAsync(Upload() with { KeyPrefix = new string('k', 1020) }, "'a.txt': Key has 1,025 bytes");
        await RefusedAsync(Upload() with { Include = ["*.jpg", "*.txt"] }, "matches '*.jpg'.");
        await RefusedAsync(Upload() with { Include = [""] }, "pattern is empty");
        await RefusedAsync(Upload() with { KeyOf = Path.GetFileName }, "another file has its key, 'a.txt'");
        await RefusedAsync(Upload() with { KeyOf = _ => throw new FormatException("Not so.") }, "Not so.");
        await RefusedAsync(Upload() with { MaxConcurrency = 0 }, "MaxConcurrency");
    }

    [Fact]
    public async Task Names_that_are_no_Unicode_are_refused_by_name()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only names of Linux are bytes.");
        _folder.Add("good\uFFFD");
        Shell("printf x > $(printf 'bad\\377')");
        await RefusedAsync(Upload(), "'bad\uFFFD': its name is not valid Unicode.");
        Shell("printf x > $(printf 'good\\377')");
        await RefusedAsync(Upload() with { Exclude = ["bad*"] }, "'good\uFFFD': its name is not valid Unicode.");
        Shell("mkdir $(printf 'folder\\377'); printf x > $(printf 'folder\\377/in')");
        await RefusedAsync(Upload() with { Include = ["**/in"] }, "'folder\uFFFD': its name is not valid Unicode.");
        _folder.Add("fine");
        await UploadAsync(Upload() with { Exclude = ["bad*", "good*", "folder*/**"] });
        Keys("fine");
        Shell("rm -r bad* good* folder*");
    }

    [Fact]
    public async Task What_is_no_regular_file_or_cannot_be_read_fails_alone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs mkfifo.");
        _folder.Add("a.txt");
        Shell("mkfifo pipe");
        string vanishing = _folder.Add("z.txt");
        DirectoryUploadResult result = await UploadAsync(Upload() with
        {
            MaxConcurrency = 1,
            OnFile = _ => File.Delete(vanishing),
            RequestFor = file =>
            {
                File.Delete(vanishing);
                return new UploadRequest { BucketName = file.BucketName, Key = file.Key, Source = file.Source };
            },
        });
        Assert.Contains(result.Failures, failure => failure is { RelativePath: "pipe", Exception: IOException });
        Assert.InRange(result.FilesFailed, 1, 2);
        Assert.Equal(3, result.FilesStored + result.FilesFailed);
    }

    [Fact]
    public async Task After_a_failure_that_stops_all_nothing_begins()
    {
        for (int i = 0; i < 100; i++)
        {
            _folder.Add($"{i}");
        }

        DirectoryUploadResult result = await UploadAsync(Upload() with
        {
            MaxConcurrency = 1,
            FailurePolicy = UploadFailurePolicy.Stop,
            RequestFor = _ => throw new FormatException(),
        });
        Assert.Equal((0, 1), (result.FilesStored, result.FilesFailed));
    }

    [Fact]
    public async Task The_progress_knows_the_whole_from_the_first_report()
    {
        for (int i = 0; i < 10; i++)
        {
            _folder.Add($"{i}", 100);
        }

        var told = new ConcurrentQueue<UploadManyProgress>();
        await UploadAsync(Upload() with { Progress = new Target(told.Enqueue), ProgressInterval = TimeSpan.Zero });
        Assert.All(told, progress => Assert.Equal((10, 1000), (progress.TotalObjects, progress.TotalBytes)));
        Assert.Equal((10, 1000, true), (told.Last().ObjectsStored, told.Last().BytesTransferred, told.Last().IsCompleted));
    }

    private DirectoryUpload Upload() => new() { Path = _folder.Path, BucketName = "photos" };

    private Task<DirectoryUploadResult> UploadAsync(DirectoryUpload upload) => _uploader.Object.UploadDirectoryAsync(upload);

    private async Task RefusedAsync(DirectoryUpload upload, string why)
    {
        UploadRefusedException refused = await Assert.ThrowsAsync<UploadRefusedException>(() => UploadAsync(upload));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Empty(_requests);
    }

    private void Keys(params string[] expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), _requests.Keys.Order(StringComparer.Ordinal));

    private void Shell(string command)
    {
        using Process process = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = _folder.Path })
            ?? throw new InvalidOperationException("It did not start.");
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private sealed class Target(Action<UploadManyProgress> report) : IProgress<UploadManyProgress>
    {
        public void Report(UploadManyProgress value) => report(value);
    }
}
