namespace S3MultipartUpload.Cli.Arguments;

/// <summary>The checksum of every part: --checksum.</summary>
internal sealed class ChecksumArgument() : ChoiceArgument<PartChecksumAlgorithm?>(
    "--checksum",
    "The checksum that goes with every part, crc32 unless given",
    "NAME",
    Enum.GetValues<PartChecksumAlgorithm>().ToDictionary(
        algorithm => algorithm.ToString().ToLowerInvariant(), algorithm => (PartChecksumAlgorithm?)algorithm));
