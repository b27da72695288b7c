using System.CommandLine;
using System.CommandLine.Parsing;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>How the store encrypts the object: --sse and --sse-kms-key-id.</summary>
internal sealed class EncryptionArguments
{
    private static readonly Dictionary<string, Func<string?, ServerSideEncryption>> Methods = new()
    {
        ["AES256"] = _ => ServerSideEncryption.S3Managed,
        ["aws:kms"] = keyId => ServerSideEncryption.Kms(keyId),
        ["aws:kms:dsse"] = keyId => ServerSideEncryption.DualLayerKms(keyId),
    };

    private readonly ChoiceArgument<Func<string?, ServerSideEncryption>> _method = new(
        "--sse", "How the store encrypts the object, as the bucket says unless given", "METHOD", Methods);

    private readonly Option<string?> _keyId = new("--sse-kms-key-id")
    {
        Description = "The id, ARN or alias of the key, with --sse aws:kms or aws:kms:dsse. Default: the account's key for S3.",
        HelpName = "ID",
    };

    public void AddTo(Command command)
    {
        command.Add(_method);
        command.Add(_keyId);
        command.Validators.Add(CheckKey);
    }

    public ServerSideEncryption? Read(ParseResult arguments) => arguments.GetValue(_method)?.Invoke(arguments.GetValue(_keyId));

    private void CheckKey(CommandResult result)
    {
        if (result.GetResult(_keyId) is not { } keyId)
        {
            return;
        }

        if (result.GetResult(_method)?.Tokens is not [{ Value: var method }]
            || !method.StartsWith("aws:kms", StringComparison.OrdinalIgnoreCase))
        {
            result.AddError($"{_keyId.Name}: the key is used with --sse aws:kms or aws:kms:dsse alone.");
        }
        else if (keyId.Tokens is [{ Value: var id }] && !id.All(character => character is > ' ' and <= '~'))
        {
            result.AddError($"{_keyId.Name}: an id, ARN or alias is printable ASCII without blanks.");
        }
    }
}
