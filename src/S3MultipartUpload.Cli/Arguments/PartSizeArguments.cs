using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>How large the parts are: --chunk_size in MiB, or --part-size.</summary>
internal sealed class PartSizeArguments
{
    public const string PartSize = "--part-size";
    private const string ChunkSize = "--chunk_size";
    private const long MiB = 1024 * 1024;

    private readonly Option<long?> _chunkSize = new(ChunkSize)
    {
        Description = "The size of every part but the last in MiB: 5 to 100. Default: chosen by the size of the object, 16 MiB or more.",
        HelpName = "MB",
        CustomParser = ParseMebibytes,
    };

    private readonly Option<long?> _partSize = new(PartSize)
    {
        Description = $"The same as a size, such as 8MB: {SizeArgument.Forms}.",
        HelpName = "SIZE",
        CustomParser = ParseSize,
    };

    public void AddTo(Command command)
    {
        command.Add(_chunkSize);
        command.Add(_partSize);
        command.RefuseTogether(_chunkSize, _partSize);
    }

    /// <summary>The size in bytes; null leaves it to the library.</summary>
    public long? Read(ParseResult arguments) => arguments.GetValue(_chunkSize) ?? arguments.GetValue(_partSize);

    /// <summary>The option in use; <see cref="PartSize"/> where neither is.</summary>
    public string NameIn(ParseResult arguments) => arguments.GetValue(_chunkSize) is null ? PartSize : ChunkSize;

    private static long? ParseMebibytes(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long mebibytes)
            && mebibytes is > 0 and <= long.MaxValue / MiB)
        {
            return mebibytes * MiB;
        }

        result.AddError($"{ChunkSize}: '{text}' is not a whole number of MiB.");
        return null;
    }

    private static long? ParseSize(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (SizeArgument.TryParse(text, out long bytes) && bytes > 0)
        {
            return bytes;
        }

        result.AddError($"{PartSize}: '{text}' is not a size: give {SizeArgument.Forms}.");
        return null;
    }
}
