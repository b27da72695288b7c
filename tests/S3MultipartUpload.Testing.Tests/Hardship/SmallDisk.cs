using System.Diagnostics;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>A disk of a few MiB, in memory; only root may mount one, and not everywhere.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("small-disk-");
    private readonly bool _mounted;

    public SmallDisk(int mebibytes)
    {
        string? error = OperatingSystem.IsLinux()
            ? Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", _folder.FullName)
            : "only Linux has tmpfs.";
        _mounted = error is null;
        Assert.SkipUnless(_mounted, $"No small disk can be mounted here, so a full one is not tried: {error}");
    }

    public string Folder => _folder.FullName;

    /// <summary>Everything below the folder, as relative paths.</summary>
    public IReadOnlyList<string> Files =>
        [.. _folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file.FullName))];

    /// <summary>The bytes that are left.</summary>
    public long Left => new DriveInfo(Folder).AvailableFreeSpace;

    public void Dispose()
    {
        if (_mounted)
        {
            Run("umount", "--lazy", _folder.FullName);
        }

        _folder.Delete(recursive: true);
    }

    private static string? Run(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start.");
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : errors.Trim();
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return missing.Message;
        }
    }
}
