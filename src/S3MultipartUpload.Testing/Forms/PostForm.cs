using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Forms;

/// <summary>
/// A form as a browser sends it (multipart/form-data): the fields before the file, within S3's 20 KB, and the file, which is still on the
/// line. What comes behind the file is ignored.
/// </summary>
internal sealed class PostForm
{
    private const int MaximumFieldBytes = 20_000;
    private const int BufferSize = 64 << 10;
    private const string FileField = "file";
    private const string FileNameVariable = "${filename}";
    private readonly MultipartReader _reader;
    private readonly Dictionary<string, string> _fields;

    private PostForm(MultipartReader reader, Dictionary<string, string> fields, FormFileStream file)
    {
        _reader = reader;
        _fields = fields;
        File = file;
    }

    /// <summary>The fields by their names, whose case does not count.</summary>
    public IReadOnlyDictionary<string, string> Fields => _fields;

    /// <summary>The bytes of the file as they arrive.</summary>
    public FormFileStream File { get; }

    /// <exception cref="S3ErrorException">The body is no such form, or its fields take too much room.</exception>
    public static async Task<PostForm> ReadAsync(S3Exchange exchange)
    {
        var reader = new MultipartReader(Boundary(exchange), new CurrentBodyStream(exchange), BufferSize);
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        int room = MaximumFieldBytes;
        while (await FormErrors.WellFormedAsync(() => reader.ReadNextSectionAsync(exchange.Aborted)).ConfigureAwait(false) is { } section)
        {
            ContentDispositionHeaderValue disposition = section.GetContentDispositionHeader() ?? throw FormErrors.Malformed();
            string name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
            if (name.Equals(FileField, StringComparison.OrdinalIgnoreCase))
            {
                NameFile(fields, disposition);
                return new PostForm(reader, fields, new FormFileStream(section.Body));
            }

            (fields[name], room) = await ReadFieldAsync(section.Body, room - name.Length, exchange.Aborted).ConfigureAwait(false);
        }

        throw S3Errors.InvalidArgument("POST requires exactly one file upload per request.", FileField, "0");
    }

    /// <summary>Sets a field; the bucket's name, for one, which the address of the form gives.</summary>
    public void Set(string name, string value) => _fields[name] = value;

    /// <summary>Reads what comes behind the file, so that the connection can go on.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        while (await FormErrors.WellFormedAsync(() => _reader.ReadNextSectionAsync(cancellationToken)).ConfigureAwait(false) is not null)
        {
            // Fields behind the file do not count.
        }
    }

    private static string Boundary(S3Exchange exchange)
    {
        if (exchange.Header("Transfer-Encoding") is not null)
        {
            throw S3Errors.NotImplemented("Transfer-Encoding");
        }

        if (exchange.Header("Content-Length") is null)
        {
            throw S3Errors.MissingContentLength();
        }

        if (!MediaTypeHeaderValue.TryParse(exchange.Header("Content-Type"), out MediaTypeHeaderValue? type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw S3Errors.PreconditionFailed("Bucket POST must be of the enclosure-type multipart/form-data");
        }

        string boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        return boundary.Length is > 0 and <= 70 ? boundary : throw FormErrors.Malformed();
    }

    /// <summary>Only what stands behind the last slash of the name that the user's file has.</summary>
    private static void NameFile(Dictionary<string, string> fields, ContentDispositionHeaderValue disposition)
    {
        string path = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName)
            .ToString();
        string fileName = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        foreach (string name in fields.Keys.ToList())
        {
            fields[name] = fields[name].Replace(FileNameVariable, fileName, StringComparison.Ordinal);
        }
    }

    private static async Task<(string Value, int Room)> ReadFieldAsync(Stream body, int room, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[Math.Max(0, room) + 1];
        int length = await FormErrors.WellFormedAsync(async () =>
            await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false))
            .ConfigureAwait(false);
        return length <= room
            ? (Encoding.UTF8.GetString(bytes, 0, length), room - length)
            : throw FormErrors.FieldsTooLarge();
    }
}
