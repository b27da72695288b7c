using System.Text.Encodings.Web;
using System.Text.Json;

namespace S3MultipartUpload.Fleet.Cli;

/// <summary>What is said of an upload: one line of JSON, or one to read.</summary>
internal static class StatusText
{
    private static readonly StatusJson Plain = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    });

    public static string Json(FleetStatus status) => JsonSerializer.Serialize(status, Plain.FleetStatus);

    public static string Line(FleetStatus status)
    {
        string failed = status.ObjectsFailed > 0 ? $", {status.ObjectsFailed:N0} failed" : "";
        string parts = status.Parts > 0 ? $", {status.PartsStored:N0} of {status.Parts:N0} parts" : "";
        return $"{status.Id}: {status.State}, {status.ObjectsStored:N0} of {status.Objects:N0} objects{failed}{parts}, " +
            $"{status.BytesStored / 1048576.0:N1} MiB, {status.BytesPerSecond / 1048576.0:N1} MiB/s";
    }

    public static int ExitCodeOf(FleetStatus status) =>
        status.State is FleetState.Failed or FleetState.Canceled ? FleetCommand.UploadFailed : 0;
}
