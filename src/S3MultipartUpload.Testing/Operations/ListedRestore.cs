using System.Xml;
using S3MultipartUpload.Testing.Catalog;
using S3MultipartUpload.Testing.Http;
using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Operations;

/// <summary>What a listing says of the copies of archived objects, where x-amz-optional-object-attributes asks for it.</summary>
internal static class ListedRestore
{
    private const string Header = "x-amz-optional-object-attributes";

    /// <summary>Whether the listing is to say it.</summary>
    /// <exception cref="S3ErrorException">InvalidArgument: something else is asked for.</exception>
    public static bool IsWanted(S3Exchange exchange)
    {
        string[] wanted = exchange.Header(Header)?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        return Array.Find(wanted, name => name != "RestoreStatus") is { } unknown
            ? throw S3Errors.InvalidArgument("Invalid attribute name specified.", Header, unknown)
            : wanted.Length > 0;
    }

    /// <summary>Writes it; nothing of an object that has no such copy.</summary>
    public static void Write(XmlWriter xml, ObjectRecord record, DateTimeOffset now)
    {
        if (record.Restored is not { } copy || now >= copy.Expires)
        {
            return;
        }

        bool ready = copy.CanBeReadAt(now);
        xml.Group("RestoreStatus", status =>
        {
            status.Value("IsRestoreInProgress", !ready);
            if (ready)
            {
                status.Value("RestoreExpiryDate", copy.Expires);
            }
        });
    }
}
