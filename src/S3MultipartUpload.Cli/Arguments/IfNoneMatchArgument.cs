using System.CommandLine;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>Whether an object may be replaced: --if-none-match.</summary>
internal sealed class IfNoneMatchArgument : Option<bool>
{
    public IfNoneMatchArgument()
        : base("--if-none-match") => Description = "Stores the object only if there is none under the key; the store decides.";
}
