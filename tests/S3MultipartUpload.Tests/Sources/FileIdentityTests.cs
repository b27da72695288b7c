using S3MultipartUpload.Sources;

namespace S3MultipartUpload.Tests;

/// <summary>What no program can set: so a file that brings an old time along is known to have come just now.</summary>
public sealed class FileIdentityTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_as_new_as_its_last_change_whatever_its_last_write_says()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsWindows(), "The system does not tell.");
        string path = _folder.Add("old");
        File.SetLastWriteTimeUtc(path, new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        using FileStream file = File.OpenRead(path);
        DateTime changed = FileIdentity.ChangedAt(FileIdentity.Of(file.SafeFileHandle)) ?? DateTime.MinValue;
        Assert.InRange(changed, DateTime.UtcNow - TimeSpan.FromMinutes(5), DateTime.UtcNow + TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void Where_the_system_does_not_tell_nothing_is_said() => Assert.Null(FileIdentity.ChangedAt(null));
}
