using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace S3MultipartUpload.Cli.Commands;

/// <summary>The help of a command, with examples at its end.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> Examples = new()
    {
        [""] =
        [
            "--file disk.img --bucket backups --key disk.img --part-size 64MB --checkpoint-dir ~/.uploads",
            "--file site.html --bucket www --key index.html --content-type text/html --metadata author=ada --acl public-read",
            "--file - --bucket backups --key db.sql.gz --storage-class STANDARD_IA --sse aws:kms <db.sql.gz",
            "--file movie.mkv --bucket media --key movie.mkv --bandwidth 2MB --profile family",
            "--file photos --bucket backups --key photos/2026/ --include '**/*.jpg' --checkpoint-dir ~/.uploads",
            "--file photo.jpg --bucket photos --key photo.jpg --endpoint http://localhost:9000 --store minio",
        ],
        ["resume"] = ["resume --file disk.img --bucket backups --key disk.img --checkpoint-dir ~/.uploads"],
        ["abort"] = ["abort --bucket backups --key disk.img --checkpoint-dir ~/.uploads"],
        ["cp"] =
        [
            "cp s3://backups/disk.img s3://archive/disk.img --storage-class GLACIER",
            "cp s3://logs/monday s3://logs/tuesday s3://logs/both",
        ],
        ["verify"] = ["verify --manifest manifest.json", "verify --manifest manifest.json --file disk.img --deep"],
        ["list"] = ["list --bucket backups --prefix 2026/ --older-than-days 7 --size"],
        ["cleanup"] = ["cleanup --bucket backups --older-than-days 14 --dry-run"],
        ["lifecycle"] = ["lifecycle --bucket backups --days 7"],
    };

    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        Command command = parseResult.CommandResult.Command;
        if (Examples.TryGetValue(command is RootCommand ? "" : command.Name, out string[]? lines))
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string line in lines)
            {
                output.WriteLine($"  s3-multipart-upload {line}");
            }

            output.WriteLine();
        }

        return code;
    }
}
