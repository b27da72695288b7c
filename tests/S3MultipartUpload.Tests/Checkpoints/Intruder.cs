using System.Diagnostics;
using System.Net.Sockets;

namespace S3MultipartUpload.Tests;

/// <summary>What can lie where a file is expected.</summary>
internal static class Intruder
{
    /// <summary>Makes it; the target is that of a link.</summary>
    /// <returns>Whether this system, and this user, can.</returns>
    public static async Task<bool> TryMakeAsync(string kind, string path, string target)
    {
        switch (kind)
        {
            case "link" or "dangling link":
                File.CreateSymbolicLink(path, target);
                return true;
            case "folder":
                Directory.CreateDirectory(path);
                return true;
            case "socket":
                using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
                {
                    // Bound by a short name: a socket's path has at most 107 bytes. It stays when the socket is closed.
                    string near = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
                    socket.Bind(new UnixDomainSocketEndPoint(near));
                    File.Move(near, path);
                    return true;
                }

            case "pipe":
                return !OperatingSystem.IsWindows() && await RunAsync("mkfifo", path);
            default: // A character device, as /dev/zero.
                return !OperatingSystem.IsWindows() && await RunAsync("mknod", path, "c", "1", "5");
        }
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var made = Process.Start(program, arguments);
        await made.WaitForExitAsync();
        return made.ExitCode == 0;
    }
}
