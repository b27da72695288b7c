using System.CommandLine;
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

    // A name with a slash or dots alone would make the request one for another bucket.
    public ObjectArguments() => _bucket.Validators.Add(result =>
    {
        string? name = result.GetValueOrDefault<string>();
        if (!UsableName().IsMatch(name ?? ""))
        {
            result.AddError($"--bucket: '{name}' is not the name of a bucket: 3 to 255 letters, digits, dots, hyphens and underscores.");
        }
    });

    public void AddTo(Command command)
    {
        command.Add(_bucket);
        command.Add(_key);
    }

    public string Bucket(ParseResult arguments) => arguments.GetRequiredValue(_bucket);

    public string Key(ParseResult arguments) => arguments.GetRequiredValue(_key);

    [GeneratedRegex(@"^(arn:[\x21-\x7E]+|[A-Za-z0-9][A-Za-z0-9._-]{2,254})\z")]
    private static partial Regex UsableName();
}
