using System.Globalization;
using System.Net;
using System.Text;
using S3MultipartUpload.Fleet;

namespace WebUpload;

/// <summary>What the fleet is doing, as a page: read-only, made here, without a script. Every value is encoded.</summary>
internal static class FleetPage
{
    /// <summary>The most uploads that one page shows, the newest first; the next page has those before them.</summary>
    private const int Most = 100;

    /// <summary>The most reasons that it shows of an upload.</summary>
    private const int MostReasons = 3;

    private static readonly string[] Columns = ["Upload", "State", "Progress", "Objects", "Failed", "MiB", "MiB/s", "Submitted"];

    private static readonly string Head = $$"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <meta http-equiv="refresh" content="5"><title>Uploads</title><style>
        :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
        body { margin: 1rem }
        table { border-collapse: collapse; width: 100% }
        th, td { padding: .4rem .6rem; text-align: left; vertical-align: top }
        tr { border-bottom: 1px solid #8888 }
        td:first-child { overflow-wrap: anywhere }
        ul { margin: 0; padding-left: 1.2rem; opacity: .8 }
        progress { width: 100%; min-width: 6rem }
        @media (min-width: 64.01rem) {
          th, td:not(:first-child) { white-space: nowrap }
          th:nth-child(n+4):nth-child(-n+7), td:nth-child(n+4):nth-child(-n+7) { text-align: right; font-variant-numeric: tabular-nums }
        }
        @media (max-width: 64rem) {
          thead { display: none }
          tr, td { display: block }
          tr { padding: .5rem 0 }
          td { padding: .1rem 0 }
          td:nth-child(n+4)::before { content: attr(data-label) ": "; opacity: .7 }
          td > bdi { font-weight: bold }
        }
        </style></head><body><main><h1>Uploads</h1><table>
        <thead><tr>{{string.Concat(Columns.Select(column => $"<th scope=\"col\">{column}</th>"))}}</tr></thead><tbody>

        """;

    /// <summary>Maps the page of all uploads of the fleet that is registered.</summary>
    public static IEndpointConventionBuilder MapUploadFleet(this IEndpointRouteBuilder endpoints, string pattern) =>
        endpoints.MapGet(pattern, async (IUploadFleet fleet, int? skip, CancellationToken cancellationToken) =>
            Results.Content(await RenderAsync(fleet, Math.Max(0, skip ?? 0), cancellationToken), "text/html", Encoding.UTF8));

    private static async Task<string> RenderAsync(IUploadFleet fleet, int skip, CancellationToken cancellationToken)
    {
        List<FleetStatus> found = await fleet.ListAsync(cancellationToken).Skip(skip).Take(Most + 1).ToListAsync(cancellationToken);
        var page = new StringBuilder(Head);
        page.AppendJoin('\n', found.Take(Most).Select(RowOf));
        page.Append("</tbody></table>").Append(found.Count == 0 ? "<p>None yet.</p>" : "");
        page.Append(skip > 0 ? $"<p><a href=\"?skip={Math.Max(0, skip - Most)}\">Newer</a></p>" : "");
        page.Append(found.Count > Most ? $"<p><a href=\"?skip={skip + Most}\">Older</a></p>" : "");
        return page.Append("</main></body></html>").ToString();
    }

    private static string RowOf(FleetStatus status)
    {
        string[] cells =
        [
            $"<bdi>{Encoded(status.Id)}</bdi>{ReasonsOf(status)}",
            Encoded($"{status.State}"),
            BarOf(status),
            Encoded($"{status.ObjectsStored:N0} of {status.Objects:N0}"),
            Encoded($"{status.ObjectsFailed:N0}"),
            Encoded($"{status.BytesStored / 1048576.0:N1}"),
            Encoded($"{status.BytesPerSecond / 1048576.0:N1}"),
            Encoded($"{status.SubmittedAt.UtcDateTime:u}"),
        ];
        return $"<tr>{string.Concat(cells.Zip(Columns, (cell, column) => $"<td data-label=\"{column}\">{cell}</td>"))}</tr>";
    }

    private static string BarOf(FleetStatus status)
    {
        if (status.State == FleetState.Listing)
        {
            return "<progress aria-label=\"Progress\"></progress>"; // Nobody knows yet how many objects there are: it has no value.
        }

        string value = status.Progress.ToString("0.####", CultureInfo.InvariantCulture);
        return $"<progress aria-label=\"Progress\" value=\"{value}\"></progress>";
    }

    private static string ReasonsOf(FleetStatus status)
    {
        IEnumerable<string> reasons = status.Failures.Take(MostReasons).Select(failure =>
            $"<li>{(failure.Key.Length > 0 ? $"<bdi>{Encoded(failure.Key)}</bdi>: " : "")}{Encoded(failure.Reason)}</li>");
        return status.Failures.Count == 0 ? "" : $"<ul>{string.Concat(reasons)}</ul>";
    }

    private static string Encoded(FormattableString text) => Encoded(text.ToString(CultureInfo.InvariantCulture));

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
