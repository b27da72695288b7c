using System.Reflection;

namespace S3MultipartUpload.IntegrationTests.Readme;

/// <summary>Every store has a page, which says what its profile says.</summary>
public sealed class StorePageTests
{
    private static readonly (string Name, long Bytes)[] Units = [("TiB", 1L << 40), ("GiB", 1 << 30), ("MiB", 1 << 20)];

    public static TheoryData<string> Names => [.. ProviderProfile.All.Select(profile => profile.Name)];

    private static IReadOnlyDictionary<string, string> Stores => Documents.Sections(Documents.Read("docs/stores.md"));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_store_s_page_says_what_its_profile_says(string name)
    {
        ProviderProfile profile = Assert.IsType<ProviderProfile>(ProviderProfile.Find(name));
        string page = Documents.Read(PageOf(name));
        Assert.Contains($"The profile is `ProviderProfile.{name}`", page, StringComparison.Ordinal);
        IEnumerable<(string, string)> expected =
        [
            .. Properties(profile.Limits).Select(limit => ($"`Limits.{limit.Name}`", limit.Value)),
            .. Properties(profile).Where(property => property.Name is not (nameof(profile.Name) or nameof(profile.Limits)))
                .Select(property => ($"`{property.Name}`", property.Value)),
        ];
        Assert.Equal(
            expected.Order(), Documents.Rows(Documents.Sections(page)["What the profile says"]).Select(row => (row[0], row[1])).Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_store_s_page_names_the_tests_that_prove_it(string name)
    {
        IReadOnlyList<string[]> rows = Documents.Rows(Documents.Sections(Documents.Read(PageOf(name)))["What is proven, and where"]);
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.NotEmpty(Documents.Names(row[2])));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_tables_of_all_stores_say_the_same(string name)
    {
        ProviderProfile profile = Assert.IsType<ProviderProfile>(ProviderProfile.Find(name));
        ServiceLimits limits = profile.Limits;
        Assert.Equal(
            [
                $"`{name}`", $"{limits.MaxParts:N0}", $"{Size(limits.MinPartSize)} to {Size(limits.MaxPartSize)}",
                Size(limits.MaxSinglePutSize), Size(limits.MaxObjectSize),
            ],
            RowOf("Limits", name));
        string parts = Words(profile.ChecksumAlgorithms);
        Assert.Equal(
            [
                $"`{name}`", parts == "none" ? "Content-MD5" : parts, Words(profile.FullObjectAlgorithms),
                profile.ConditionalWrites ? "yes" : "no",
            ],
            RowOf("Checksums and conditions", name));
    }

    private static string PageOf(string name)
    {
        string link = Documents.Rows(Stores["Stores"]).Select(row => row[0])
            .Single(cell => cell.StartsWith($"[`{name}`](", StringComparison.Ordinal));
        return $"docs/{link.Split('(', ')')[1]}";
    }

    private static string[] RowOf(string section, string name) =>
        Documents.Rows(Stores[section]).Single(row => row[0] == $"`{name}`");

    private static IEnumerable<(string Name, string Value)> Properties(object owner) =>
        owner.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => (property.Name, property.GetValue(owner) switch
            {
                bool flag => flag ? "yes" : "no",
                long bytes => Size(bytes),
                int number => $"{number:N0}",
                IReadOnlyList<PartChecksumAlgorithm> algorithms => Words(algorithms),
                string { Length: 0 } => "none",
                string text => $"`{text}`",
                var other => $"{other}",
            }));

    private static string Words(IReadOnlyList<PartChecksumAlgorithm> algorithms) =>
        algorithms.Count == 0 ? "none" : string.Join(", ", algorithms);

    /// <summary>In the largest unit of which it is a whole number.</summary>
    private static string Size(long bytes)
    {
        (string Name, long Bytes) unit = Units.FirstOrDefault(unit => bytes % unit.Bytes == 0, ("bytes", 1));
        return $"{bytes / unit.Bytes:N0} {unit.Name}";
    }
}
