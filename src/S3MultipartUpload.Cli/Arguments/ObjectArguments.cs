using System.CommandLine;
using System.CommandLine.Parsing;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>Which object: --bucket and --key.</summary>
internal sealed class ObjectArguments
{
    private readonly BucketArgument _bucket = new();

    private readonly Option<string> _key = new("--key")
    {
        Description = "The key of the object: 1 to 1,024 bytes of UTF-8, without a slash in front.",
        HelpName = "K",
        Required = true,
    };

    public ObjectArguments() => _key.Validators.Add(CheckKey);

    public void AddTo(Command command)
    {
        command.Add(_bucket);
        command.Add(_key);
    }

    public string Bucket(ParseResult arguments) => arguments.GetRequiredValue(_bucket);

    public string Key(ParseResult arguments) => arguments.GetRequiredValue(_key);

    /// <summary>Bytes that are no UTF-8 arrive as U+FFFD: the object would be stored under another key.</summary>
    private static void CheckKey(OptionResult result)
    {
        if (result.GetValueOrDefault<string>()?.Contains('\uFFFD', StringComparison.Ordinal) == true)
        {
            result.AddError("--key: the key holds bytes that are not UTF-8, or the character U+FFFD that stands for them.");
        }
    }
}
