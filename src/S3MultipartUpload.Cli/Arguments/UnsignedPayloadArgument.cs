using System.CommandLine;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>Whether bytes are left out of the signature over http: --unsigned-payload.</summary>
internal sealed class UnsignedPayloadArgument : Option<bool>
{
    public UnsignedPayloadArgument()
        : base("--unsigned-payload") => Description = "Leaves the bytes out of the signature over http, which saves CPU time: for a " +
            "store inside of your own network. Whoever sits on the line can then exchange them. (Over https, a checksum is enough.)";
}
