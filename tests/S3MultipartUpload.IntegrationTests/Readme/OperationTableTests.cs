using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The page of the endpoint names each operation that it has, and no other.</summary>
public sealed class OperationTableTests
{
    [Fact]
    public void Every_operation_stands_in_the_table()
    {
        string table = Documents.Sections(Documents.Read("src/S3MultipartUpload.Testing/README.md"))["Operations"];
        IEnumerable<string> named = Documents.Rows(table)
            .Where(row => row[0].StartsWith("done", StringComparison.Ordinal) || row[0].StartsWith("kept", StringComparison.Ordinal))
            .SelectMany(row => Documents.Names(row[1]));
        Assert.Equal(
            Enum.GetNames<S3Operation>().Where(name => name != nameof(S3Operation.Unknown)).Order(StringComparer.Ordinal),
            named.Order(StringComparer.Ordinal));
    }
}
