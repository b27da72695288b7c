namespace S3MultipartUpload.Testing.Catalog;

/// <summary>How long a bucket retains new versions which say nothing themselves: days or years.</summary>
internal sealed record DefaultRetention(string Mode, int? Days, int? Years)
{
    public DateTimeOffset Until(DateTimeOffset written) => Days is { } days ? written.AddDays(days) : written.AddYears(Years ?? 0);
}
