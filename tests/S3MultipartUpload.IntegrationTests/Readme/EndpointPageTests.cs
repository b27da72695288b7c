using S3MultipartUpload.Testing;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>The page of the endpoint names each operation and each option that it has, and no other.</summary>
public sealed class EndpointPageTests
{
    private static IReadOnlyDictionary<string, string> Page =>
        Documents.Sections(Documents.Read("src/S3MultipartUpload.Testing/README.md"));

    [Fact]
    public void Every_operation_stands_in_the_table()
    {
        IEnumerable<string> named = Documents.Rows(Page["Operations"])
            .Where(row => row[0].StartsWith("done", StringComparison.Ordinal) || row[0].StartsWith("kept", StringComparison.Ordinal))
            .SelectMany(row => Documents.Names(row[1]));
        Assert.Equal(
            Enum.GetNames<S3Operation>().Where(name => name != nameof(S3Operation.Unknown)).Order(StringComparer.Ordinal),
            named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_option_stands_in_the_table() => Assert.Equal(
        typeof(S3TestServerOptions).GetProperties().Select(option => option.Name).Order(StringComparer.Ordinal),
        Documents.Rows(Page["What it does"]).SelectMany(row => Documents.Names(row[0])).Order(StringComparer.Ordinal));
}
