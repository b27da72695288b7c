using System.CommandLine;
using System.CommandLine.Parsing;
using S3MultipartUpload.Cli.Stores;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>Which store: Amazon S3, or --endpoint, or --embedded.</summary>
internal sealed class StoreArguments
{
    private readonly Option<Uri?> _endpoint = new("--endpoint")
    {
        Description = "The URL of a store that speaks S3, such as http://localhost:9000. Default: Amazon S3.",
        HelpName = "URL",
        CustomParser = ParseUrl,
    };

    private readonly Option<string?> _embedded = new("--embedded")
    {
        Description = "Runs an endpoint inside this process for the length of the command; DIR keeps its buckets and objects.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _profile = new("--profile")
    {
        Description = "The profile with the credentials and the region, as in all AWS tools. Default: AWS_PROFILE, or the keys of the " +
            "environment.",
        HelpName = "NAME",
    };

    private readonly Option<bool> _createBucket = new("--create-bucket")
    {
        Description = "Makes the bucket if there is none.",
    };

    /// <param name="command">The command.</param>
    /// <param name="canCreateBucket">Whether it makes a missing bucket where it is told to.</param>
    public void AddTo(Command command, bool canCreateBucket = true)
    {
        command.Add(_endpoint);
        command.Add(_embedded);
        command.Add(_profile);
        if (canCreateBucket)
        {
            command.Add(_createBucket);
        }

        command.RefuseTogether(_endpoint, _embedded);
        command.RefuseTogether(_profile, _embedded);
        command.Validators.Add(RefuseArn);
    }

    public StoreAddress Read(ParseResult arguments) => new(
        arguments.GetValue(_endpoint), arguments.GetValue(_embedded), arguments.GetValue(_createBucket), arguments.GetValue(_profile));

    /// <summary>An ARN is an address by itself; the SDK refuses it for another, but only when the request is on its way.</summary>
    private void RefuseArn(CommandResult result)
    {
        bool isElsewhere = result.GetResult(_endpoint) is not null || result.GetResult(_embedded) is not null;
        if (isElsewhere && result.Children.OfType<OptionResult>().FirstOrDefault(given => given.Option is BucketArgument) is { } bucket
            && bucket.GetValueOrDefault<string>()?.StartsWith("arn:", StringComparison.Ordinal) == true)
        {
            result.AddError(
                $"{bucket.Option.Name}: an ARN names a place at Amazon; with --endpoint or --embedded, give the bucket's name.");
        }
    }

    private static Uri? ParseUrl(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            result.AddError($"--endpoint: '{text}' is not a URL such as http://localhost:9000.");
            return null;
        }

        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            // Not repeated here: it may hold a secret.
            result.AddError("--endpoint: the URL has a user, a query or a fragment; credentials come from the environment or a profile.");
            return null;
        }

        return url;
    }
}
