namespace S3MultipartUpload.Testing.Tests;

/// <summary>s3fs, which mounts a bucket as a folder (Debian: s3fs), where FUSE may mount.</summary>
public sealed class S3fsTests : ForeignClientTests
{
    private bool _mounted;

    /// <summary>Unmounts first: to empty the folder through the mount would be to delete the objects.</summary>
    public override async ValueTask DisposeAsync()
    {
        await UnmountAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task S3fs_writes_lists_reads_renames_and_removes(bool https)
    {
        Assert.SkipUnless(File.Exists("/dev/fuse"), "There is no /dev/fuse here, so nothing can be mounted: s3fs is skipped.");
        await StartAsync("s3fs", https);
        await MountAsync();
        await ShellAsync("mkdir 'mount/folder'");
        await ShellAsync($"cp source.bin 'mount/{Key}'");
        Assert.True(Count(S3Operation.UploadPart) >= 2);
        await ShellAsync($"cp small.txt 'mount/{SmallKey}'");
        Assert.Equal(
            [SmallKey, Key], (await ShellAsync("cd mount && find . -type f | sed 's,^./,,' | LC_ALL=C sort")).Split('\n')[..^1]);

        await ShellAsync($"mv 'mount/{Key}' 'mount/moved ü+'");
        await ShellAsync($"printf ' with more' >> 'mount/{SmallKey}'");
        await ShellAsync("truncate -s 10M 'mount/folder/empty' && chmod 600 'mount/folder/empty'");
        await UnmountAsync();

        // Mounted anew, it remembers nothing: all that is read comes from the endpoint.
        await MountAsync();
        await ShellAsync("cp 'mount/moved ü+' target.bin");
        await AssertIsSourceAsync("target.bin");
        Assert.Equal(SmallText + " with more", await ShellAsync($"cat 'mount/{SmallKey}'"));
        Assert.Equal("600 10485760", (await ShellAsync("stat -c '%a %s' 'mount/folder/empty'")).Trim());
        await ShellAsync("rm -r mount/*");
        await UnmountAsync();

        await AssertNothingLeftAsync();
    }

    /// <summary>Returns when s3fs has gone to the background, and the folder is mounted.</summary>
    private async Task MountAsync()
    {
        Directory.CreateDirectory(PathOf("mount"));
        await File.WriteAllTextAsync(PathOf("keys"), $"{Server.AccessKey}:{Server.SecretKey}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(PathOf("keys"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        string[] options =
        [
            $"url={Server.Endpoint.ToString().TrimEnd('/')}", "use_path_request_style", "sigv4", $"endpoint={Server.Region}",
            $"passwd_file={PathOf("keys")}", "multipart_size=5", $"tmpdir={Folder}",
        ];
        await Command.RunAsync("s3fs", [Bucket, "mount", .. options.SelectMany(option => new[] { "-o", option })]);
        _mounted = true;
    }

    private async Task UnmountAsync()
    {
        if (_mounted)
        {
            await Command.RunAsync("fusermount", "-u", "mount");
            _mounted = false;
        }
    }

    private async Task<string> ShellAsync(string script)
    {
        (int exitCode, string output, string errors) = await Command.TryAsync("sh", "-c", script);
        Assert.True(
            exitCode == 0,
            $"{script}: exit code {exitCode}\n{output}\n{errors}\n{string.Join('\n', Server.Requests.TakeLast(10))}");
        return output;
    }
}
