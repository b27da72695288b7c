using System.Globalization;
using System.Net;
using System.Text;
using S3MultipartUpload.Fleet;

namespace WebUpload;

/// <summary>What the fleet is doing, as a page: read-only, made here, without a script. Every value is encoded.</summary>
internal static class FleetPage
{
    /// <summary>The most uploads that the page shows; the newest.</summary>
    private const int Most = 100;

    /// <summary>Maps the page of all uploads of the fleet that is registered.</summary>
    public static IEndpointConventionBuilder MapUploadFleet(this IEndpointRouteBuilder endpoints, string pattern) =>
        endpoints.MapGet(pattern, async (IUploadFleet fleet, CancellationToken cancellationToken) =>
            Results.Content(await RenderAsync(fleet, cancellationToken), "text/html", Encoding.UTF8));

    private static async Task<string> RenderAsync(IUploadFleet fleet, CancellationToken cancellationToken)
    {
        var page = new StringBuilder("""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>Uploads</title></head>
            <body><h1>Uploads</h1><table>
            <tr><th>upload</th><th>state</th><th>progress</th><th>objects</th><th>failed</th>
            <th>MiB</th><th>MiB/s</th><th>submitted</th></tr>

            """);
        await foreach (FleetStatus status in fleet.ListAsync(cancellationToken).Take(Most))
        {
            page.AppendLine(RowOf(status));
        }

        return page.Append("</table></body></html>").ToString();
    }

    private static string RowOf(FleetStatus status)
    {
        // A folder that is being listed has no objects yet: its bar has no value.
        long stored = status.Objects == 0 ? 1 : status.ObjectsStored;
        string bar = status.State == FleetState.Listing
            ? "<progress></progress>"
            : string.Create(
                CultureInfo.InvariantCulture, $"<progress max=\"{Math.Max(1, status.Objects)}\" value=\"{stored}\"></progress>");
        string[] cells =
        [
            Encoded(status.Id),
            Encoded($"{status.State}"),
            bar,
            Encoded($"{status.ObjectsStored:N0} of {status.Objects:N0}"),
            Encoded($"{status.ObjectsFailed:N0}"),
            Encoded($"{status.BytesStored / 1048576.0:N1}"),
            Encoded($"{status.BytesPerSecond / 1048576.0:N1}"),
            Encoded($"{status.SubmittedAt.UtcDateTime:u}"),
        ];
        return $"<tr>{string.Concat(cells.Select(cell => $"<td>{cell}</td>"))}</tr>";
    }

    private static string Encoded(FormattableString text) => Encoded(text.ToString(CultureInfo.InvariantCulture));

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
