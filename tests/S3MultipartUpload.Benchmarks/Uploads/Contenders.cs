namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>Who takes part, in the order of their turns and of the table's columns.</summary>
internal static class Contenders
{
    /// <summary>The first one is ours; the ratios compare it with each of the others.</summary>
    public static IReadOnlyList<IContender> All { get; } =
        [
        new OurContender(), new UnsignedContender(), new FixedContender(), new BareLoopContender(), new TransferUtilityContender(),
        new TunedTransferUtilityContender(),
    ];

    public static IReadOnlyList<IContender> Of(string[] names) =>
        names.Length == 0 ? All : [.. All.Where(contender => names.Contains(contender.Name))];

    public static IContender Named(string name) => All.Single(contender => contender.Name == name);
}
