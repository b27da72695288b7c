using System.Buffers;
using Microsoft.Win32.SafeHandles;
using S3MultipartUpload.Sources;

namespace S3MultipartUpload;

/// <summary>Makes part sources from files, streams, memory and URLs.</summary>
public static class PartSource
{
    /// <summary>
    /// A file as it is now: parts are read by position, several at a time, without holding them in memory. A file that changes
    /// before its upload has ended makes the upload fail rather than mix old bytes with new. A pipe or device is read front to back.
    /// The source may be used again when its upload has ended, but by one upload at a time.
    /// </summary>
    /// <param name="path">The path of the file.</param>
    /// <exception cref="ArgumentException">The path is empty, or names a directory.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static IPartSource FromFile(string path)
    {
        (string full, SafeFileHandle file) = Open(path);
        if (!IsRegular(file))
        {
            var stream = new FileStream(file, FileAccess.Read, bufferSize: 0, isAsync: true);
            return new StreamPartSource(stream, length: null, leaveOpen: false);
        }

        using (file)
        {
            return FilePartSource.Of(full, file);
        }
    }

    /// <summary>
    /// Some of the bytes of a file, as <see cref="FromFile(string)"/> reads them: one part of it for a session, for instance.
    /// </summary>
    /// <param name="path">The path of the file; not of a pipe or device.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">How many bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The file does not have all of these bytes.</exception>
    /// <exception cref="ArgumentException">The path is empty, or names a directory, a pipe or a device.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static IPartSource FromFile(string path, long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        (string full, SafeFileHandle file) = Open(path);
        using SafeFileHandle opened = file;
        if (!IsRegular(opened))
        {
            throw new ArgumentException($"'{path}' is a pipe or device, which can only be read from its beginning.", nameof(path));
        }

        var whole = FilePartSource.Of(full, file);
        return length <= whole.Length - offset
            ? new SlicePartSource(whole, offset, length)
            : throw new ArgumentOutOfRangeException(nameof(length), length,
                $"The file '{path}' has {whole.Length:N0} bytes; {length:N0} from byte {offset:N0} on are more than that.");
    }

    /// <summary>
    /// A stream from its current position to its end. Parts are read one after the other into memory (bounded by
    /// <see cref="S3MultipartUploadOptions.MaxBufferedBytes"/>) while earlier ones are sent.
    /// </summary>
    /// <param name="stream">The stream; nothing else may use it during the upload.</param>
    /// <param name="length">
    /// The bytes from the current position to the end, where known; a seekable stream is asked itself. A stream that turns out
    /// shorter or longer makes the upload fail.
    /// </param>
    /// <param name="leaveOpen">Whether the stream stays open when the upload has ended. Default: it is disposed.</param>
    /// <exception cref="ArgumentException">The stream cannot be read, is closed, or stands behind its end.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative or not that of the seekable stream.</exception>
    public static IPartSource FromStream(Stream stream, long? length = null, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead)
        {
            throw new ArgumentException("The stream cannot be read, or is closed.", nameof(stream));
        }

        if (length is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(given, nameof(length));
        }

        if (stream.CanSeek && stream.Position > stream.Length)
        {
            throw new ArgumentException(
                $"The stream stands at byte {stream.Position:N0}, behind its end at {stream.Length:N0}.", nameof(stream));
        }

        long? actual = stream.CanSeek ? stream.Length - stream.Position : length;
        if (length is not null && length != actual)
        {
            throw new ArgumentOutOfRangeException(
                nameof(length), length, $"The stream has {actual:N0} bytes from its position to its end, not {length:N0}.");
        }

        return new StreamPartSource(stream, actual, leaveOpen);
    }

    /// <summary>A block of memory, sent in place. It must not change until the upload has ended.</summary>
    /// <param name="memory">The bytes.</param>
    public static IPartSource FromMemory(ReadOnlyMemory<byte> memory) => new MemoryPartSource(new ReadOnlySequence<byte>(memory));

    /// <summary>A sequence of memory blocks, sent in place. It must not change until the upload has ended.</summary>
    /// <param name="sequence">The bytes.</param>
    public static IPartSource FromMemory(ReadOnlySequence<byte> sequence) => new MemoryPartSource(sequence);

    /// <summary>
    /// What a http or https URL names, as it is now, from a server with ranges of bytes: any machine can open it, parts are read by
    /// ranges, several at a time, without holding them in memory. What changes before its upload has ended makes the upload fail rather
    /// than mix old bytes with new. Each part is fetched twice, for its checksum and to be sent (a third time where the SDK signs it, over
    /// http), and again at every further attempt; where that costs too much, take <see cref="FromStream"/> of
    /// <see cref="HttpClient.GetStreamAsync(Uri?)"/>, which holds parts in memory. The bytes are those that the server sends, encoded or
    /// not.
    /// </summary>
    /// <param name="client">
    /// Makes the requests, with its handler, headers, credentials and timeout; it must live as long as the source, and not decompress.
    /// </param>
    /// <param name="url">
    /// The URL. Its query may be a secret, such as that of a presigned URL, which must be valid until the upload has ended: it is in no
    /// message, <see cref="IPartSource.Fingerprint"/> or <see cref="IPartSource.Identity"/>.
    /// </param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>
    /// The source. Its fingerprint is the strong ETag, or else the Last-Modified; its identity is made of a strong ETag and the URL, and
    /// null for a URL with a query.
    /// </returns>
    /// <exception cref="ArgumentException">The URL is no absolute http or https URL, or has credentials in it.</exception>
    /// <exception cref="UrlSourceException">
    /// The server refuses, tells no length, has no ranges, or names neither a strong ETag nor a Last-Modified that tells versions apart.
    /// </exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, or cannot answer now.</exception>
    /// <exception cref="TimeoutException">The server did not answer within <see cref="HttpClient.Timeout"/>.</exception>
    public static async Task<IPartSource> FromUrlAsync(HttpClient client, Uri url, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(url);
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException("The URL must be an absolute one, with http or https.", nameof(url));
        }

        if (url.UserInfo.Length > 0)
        {
            throw new ArgumentException("The URL has credentials in it. Leave them out, and give them to the HttpClient.", nameof(url));
        }

        var resource = new UrlResource(client, url);
        return new UrlPartSource(resource, await resource.LookAsync(cancellationToken).ConfigureAwait(false));
    }

    private static (string FullPath, SafeFileHandle File) Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            string full = Path.GetFullPath(path);
            return (full, FilePartSource.Open(full));
        }
        catch (Exception refused) when (Directory.Exists(path))
        {
            throw new ArgumentException($"'{path}' is a directory; one upload stores one file.", nameof(path), refused);
        }
    }

    /// <summary>Pipes cannot seek, and devices and kernel files claim to be empty though they can be read.</summary>
    private static bool IsRegular(SafeFileHandle file)
    {
        try
        {
            return RandomAccess.GetLength(file) > 0 || RandomAccess.Read(file, stackalloc byte[1], fileOffset: 0) == 0;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }
}
