namespace S3MultipartUpload;

/// <summary>The names under which the library tells what it does, by <c>System.Diagnostics</c>; OpenTelemetry listens to them.</summary>
public static class S3MultipartUploadTelemetry
{
    /// <summary>
    /// The name of the source of spans: one for each upload, and one for each operation on the store, with its attempts as events. For
    /// <c>TracerProviderBuilder.AddSource</c>.
    /// </summary>
    public const string ActivitySourceName = "S3MultipartUpload";

    /// <summary>The name of the meter. For <c>MeterProviderBuilder.AddMeter</c>.</summary>
    public const string MeterName = "S3MultipartUpload";
}
