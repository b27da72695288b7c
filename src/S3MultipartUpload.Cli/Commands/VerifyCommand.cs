using System.CommandLine;
using System.Text.Json.Nodes;
using S3MultipartUpload.Cli.Arguments;
using S3MultipartUpload.Cli.Screens;
using S3MultipartUpload.Cli.Stores;

namespace S3MultipartUpload.Cli.Commands;

/// <summary>Compares an object, and perhaps a file, with the manifest of its upload.</summary>
internal sealed class VerifyCommand : Command
{
    private readonly Option<string> _manifest = new("--manifest")
    {
        Description = "The manifest that the upload printed, or that of a folder.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string?> _file = new("--file")
    {
        Description = "A local file to compare with the manifest as well.",
        HelpName = "PATH",
    };

    private readonly Option<bool> _deep = new("--deep")
    {
        Description = "Reads the object back and checks every part; without it, what the store says of the object is compared.",
    };

    private readonly StoreKindArgument _kind = new();
    private readonly StoreArguments _store = new();
    private readonly VerbosityArguments _verbosity = new();

    public VerifyCommand()
        : base("verify", "Compares a stored object with the manifest of its upload. Standard output carries what was compared, as JSON. " +
            "Ends with 0 only when all agrees, 1 when something differs or, with --deep or --file, is not proven, " +
            "2 when the manifest or the file is unusable.")
    {
        Add(_manifest);
        Add(_file);
        Add(_deep);
        Add(_kind);
        _store.AddTo(this, canCreateBucket: false);
        _verbosity.AddTo(this);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments)
    {
        IScreen screen = _verbosity.OpenScreen(arguments);
        return CommandRun.ExecuteAsync(screen, "Interrupted: not everything was compared.", async cancellationToken =>
        {
            string path = arguments.GetRequiredValue(_manifest);
            bool isFolder = FolderManifestFile.Is(path);
            if (isFolder && arguments.GetValue(_file) is not null)
            {
                throw new RefusedInputException("--file: the manifest is that of a folder, and one file has nothing to compare with it.");
            }

            UploadManifest? manifest = isFolder ? null : await ManifestFile.ReadAsync(path, cancellationToken);
            VerificationReport? file = manifest is null
                ? null
                : await VerifyFileAsync(manifest, arguments.GetValue(_file), cancellationToken);
            StoreAddress address = _store.Read(arguments);
            await using StoreConnection store = await StoreConnection.OpenAsync(address, screen, cancellationToken);
            MultipartUploader uploader = store.Uploader(new S3MultipartUploadOptions { Profile = _kind.Read(arguments, address) });
            var options = new VerifyOptions { Deep = arguments.GetValue(_deep) };
            if (manifest is null)
            {
                return await new FolderVerification(screen).RunAsync(uploader, path, options, cancellationToken);
            }

            VerificationReport stored = await uploader.VerifyAsync(manifest, options, cancellationToken);

            VerificationOutcome[] outcomes =
                [Tell("the object", stored, screen), .. file is null ? [] : new[] { Tell("the file", file, screen) }];
            VerificationOutcome outcome = outcomes.Contains(VerificationOutcome.Differs) ? VerificationOutcome.Differs
                : outcomes.Contains(VerificationOutcome.NotProven) ? VerificationOutcome.NotProven
                : VerificationOutcome.Proven;
            bool mustBeProven = file is not null || arguments.GetValue(_deep);
            var document = new JsonObject
            {
                ["outcome"] = outcome.ToString(),
                ["object"] = JsonNode.Parse(stored.ToJson()),
                ["file"] = file is null ? null : JsonNode.Parse(file.ToJson()),
            };
            int written = await CommandRun.TellAsync(document.ToString(), screen, "What was compared", cancellationToken);
            return outcome == VerificationOutcome.Proven || (outcome == VerificationOutcome.NotProven && !mustBeProven)
                ? written
                : ExitCode.Failed;
        });
    }

    private static async Task<VerificationReport?> VerifyFileAsync(
        UploadManifest manifest, string? path, CancellationToken cancellationToken)
    {
        try
        {
            return path is null ? null : await Leaving.RunAsync(
                () => manifest.VerifyFileAsync(path, cancellationToken), cancellationToken);
        }
        catch (Exception unusable) when (unusable is ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedInputException($"--file: {FailureText.Of(unusable)}", unusable);
        }
    }

    private static VerificationOutcome Tell(string subject, VerificationReport report, IScreen screen)
    {
        foreach (VerificationFinding difference in report.Differences)
        {
            string where = difference.PartNumber is { } part ? $" of part {part}" : "";
            screen.Complain(
                $"{difference.Property}{where} of {subject} differs: {difference.Actual ?? "nothing"} instead of {difference.Expected}.");
        }

        if (report.Outcome != VerificationOutcome.Differs)
        {
            screen.Say(report.Outcome == VerificationOutcome.Proven
                ? $"What was compared of {subject} agrees, and a checksum covers every byte."
                : $"Nothing differs in what was compared of {subject}, but it is not proven: no checksum covers every byte.");
        }

        return report.Outcome;
    }
}
