using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Amazon.S3;
using S3MultipartUpload.Cli.Stores;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>How the object is described: --content-type, --metadata, --tag, --storage-class and --acl.</summary>
internal sealed partial class DescriptionArguments
{
    private static readonly string[] StorageClasses =
    [
        "STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "GLACIER_IR", "DEEP_ARCHIVE", "REDUCED_REDUNDANCY",
        "OUTPOSTS", "SNOW", "EXPRESS_ONEZONE", "FSX_OPENZFS",
    ];

    private static readonly string[] Acls =
    [
        "private", "public-read", "public-read-write", "authenticated-read", "aws-exec-read", "bucket-owner-read",
        "bucket-owner-full-control", "log-delivery-write",
    ];

    private readonly Option<string?> _contentType = new("--content-type")
    {
        Description = "The media type of the object. Default: by the extension of the file, or else of the key.",
        HelpName = "TYPE",
    };

    private readonly PairsArgument _metadata = new("--metadata", "The user metadata of the object; may be given several times.");
    private readonly PairsArgument _tags = new("--tag", "A tag of the object; may be given up to ten times.");

    private readonly Option<string?> _storageClass = new("--storage-class")
    {
        Description = $"The storage class of the object: {string.Join(", ", StorageClasses)}; or with --endpoint one of that store's own.",
        HelpName = "NAME",
    };

    private readonly ChoiceArgument<S3CannedACL> _acl = new(
        "--acl", "The canned ACL of the object", "NAME", Acls.ToDictionary(name => name, name => new S3CannedACL(name)));

    public DescriptionArguments()
    {
        _storageClass.CompletionSources.Add(StorageClasses);
        _storageClass.Validators.Add(CheckStorageClass);
    }

    public void AddTo(Command command)
    {
        command.Add(_contentType);
        command.Add(_metadata);
        command.Add(_tags);
        command.Add(_storageClass);
        command.Add(_acl);
    }

    public string? ContentType(ParseResult arguments) => arguments.GetValue(_contentType);

    public IReadOnlyDictionary<string, string> Metadata(ParseResult arguments) => arguments.GetRequiredValue(_metadata);

    public IReadOnlyDictionary<string, string> Tags(ParseResult arguments) => arguments.GetRequiredValue(_tags);

    public S3CannedACL? Acl(ParseResult arguments) => arguments.GetValue(_acl);

    /// <exception cref="RefusedInputException">Amazon has no such class.</exception>
    public S3StorageClass? StorageClass(ParseResult arguments, StoreAddress address)
    {
        string? name = arguments.GetValue(_storageClass);
        string? known = StorageClasses.FirstOrDefault(own => own.Equals(name, StringComparison.OrdinalIgnoreCase));
        return name is null ? null
            : known is not null || address.Endpoint is not null ? new S3StorageClass(known ?? name)
            : throw new RefusedInputException(
                $"{_storageClass.Name}: '{name}' is none of {string.Join(", ", StorageClasses)}. A store with classes of its own is " +
                "named with --endpoint.");
    }

    private void CheckStorageClass(OptionResult result)
    {
        if (result.Tokens is [{ Value: var name }] && !Word().IsMatch(name))
        {
            result.AddError(
                $"{_storageClass.Name}: '{name}' is not the name of a storage class: letters, digits, hyphens and underscores.");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex Word();
}
