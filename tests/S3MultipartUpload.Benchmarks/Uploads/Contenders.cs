namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>Who takes part.</summary>
internal static class Contenders
{
    public static IContender Native { get; } = new CommandLineContender("our command line, native");

    public static IContender NativeTen { get; } = new CommandLineContender("our command line, 10 connections", "--concurrency", "10");

    public static IContender UnsignedNative { get; } = new CommandLineContender("our command line, unsigned", "--unsigned-payload");

    public static IContender Ours { get; } = new OurContender("S3MultipartUpload");

    public static IContender OurTen { get; } = new OurContender(
        "ours, 10 connections",
        options => options.Concurrency = UploadConcurrency.Fixed(ClientContender.Connections));

    public static IContender OurUnsigned { get; } =
        new OurContender("ours, unsigned", options => options.UnsignedPayloadOverHttp = true);

    public static IContender BareLoop { get; } = new BareLoopContender();

    public static IContender TransferUtility { get; } = new TransferUtilityContender("TransferUtility", isTuned: false);

    public static IContender TunedTransferUtility { get; } = new TransferUtilityContender("tuned TransferUtility", isTuned: true);

    public static IReadOnlyList<IContender> All { get; } =
        [Native, NativeTen, UnsignedNative, Ours, OurTen, OurUnsigned, BareLoop, TunedTransferUtility, TransferUtility];

    public static bool IsOurs(string name) => Named(name) is OurContender or CommandLineContender;

    public static IContender Named(string name) => All.Single(contender => contender.Name == name);
}
