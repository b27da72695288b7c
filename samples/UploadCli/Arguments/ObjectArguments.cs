using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace UploadCli.Arguments;

/// <summary>Which object: --bucket and --key.</summary>
internal sealed partial class ObjectArguments
{
    private readonly Option<string> _bucket = new("--bucket")
    {
        Description = "The bucket, by its name or the ARN of an access point.",
        HelpName = "B",
        Required = true,
    };

    private readonly Option<string> _key = new("--key")
    {
        Description = "The key of the object: 1 to 1,024 bytes of UTF-8, without a slash in front.",
        HelpName = "K",
        Required = true,
    };

    public ObjectArguments()
    {
        _bucket.Validators.Add(CheckBucket);
        _key.Validators.Add(CheckKey);
    }

    public void AddTo(Command command)
    {
        command.Add(_bucket);
        command.Add(_key);
    }

    public string Bucket(ParseResult arguments) => arguments.GetRequiredValue(_bucket);

    public string Key(ParseResult arguments) => arguments.GetRequiredValue(_key);

    /// <summary>A name with a slash, or of dots alone, would turn the request into one for another bucket.</summary>
    private static void CheckBucket(OptionResult result)
    {
        string name = result.GetValueOrDefault<string>() ?? "";
        if (!UsableName().IsMatch(name))
        {
            result.AddError($"--bucket: '{name}' is not the name of a bucket: 3 to 255 letters, digits, dots, hyphens and underscores.");
        }
    }

    /// <summary>Bytes that are no UTF-8 arrive as U+FFFD: the object would be stored under another key.</summary>
    private static void CheckKey(OptionResult result)
    {
        if (result.GetValueOrDefault<string>()?.Contains('\uFFFD', StringComparison.Ordinal) == true)
        {
            result.AddError("--key: the key holds bytes that are not UTF-8, or the character U+FFFD that stands for them.");
        }
    }

    [GeneratedRegex(@"^(arn:[\x21-\x7E]+|[A-Za-z0-9][A-Za-z0-9._-]{2,254})\z")]
    private static partial Regex UsableName();
}
