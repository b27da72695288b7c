using System.Data.Common;

namespace S3MultipartUpload.Fleet.Database;

/// <summary>Columns that may be null.</summary>
internal static class RowReader
{
    public static string? Text(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static DateTimeOffset? Time(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
