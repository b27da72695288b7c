using System.Text.Json.Nodes;
using S3MultipartUpload.Cli.Arguments;
using S3MultipartUpload.Cli.Screens;

namespace S3MultipartUpload.Cli.Commands;

/// <summary>Compares the objects of a folder with its manifest. However many there are, no more is kept than what is wrong.</summary>
internal sealed class FolderVerification(IScreen screen)
{
    private const int MostListed = 1_000;

    private readonly JsonArray _wrong = [];
    private long _objects;
    private long _differ;
    private long _notProven;

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IMultipartUploader uploader, string path, VerifyOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await using FileStream manifest = FolderManifestFile.Open(path);
            await foreach (ObjectVerification found in uploader.VerifyDirectoryAsync(manifest, options, cancellationToken))
            {
                Add(found);
            }
        }
        catch (Exception unusable) when (unusable is InvalidUploadJsonException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedInputException($"--manifest: {FailureText.Of(unusable)}", unusable);
        }

        VerificationOutcome outcome = _differ > 0 ? VerificationOutcome.Differs
            : _notProven > 0 ? VerificationOutcome.NotProven
            : VerificationOutcome.Proven;
        screen.Say($"{_objects:N0} objects: {_differ:N0} differ or could not be looked at, {_notProven:N0} are not proven.");
        var document = new JsonObject
        {
            ["outcome"] = outcome.ToString(),
            ["objects"] = _objects,
            ["differ"] = _differ,
            ["notProven"] = _notProven,
            ["differing"] = _wrong,
        };
        int written = await CommandRun.TellAsync(document.ToString(), screen, "What was compared", cancellationToken);
        return outcome == VerificationOutcome.Proven || (outcome == VerificationOutcome.NotProven && !options.Deep)
            ? written
            : ExitCode.Failed;
    }

    private void Add(ObjectVerification found)
    {
        _objects++;
        if (found.Report?.Outcome == VerificationOutcome.Proven)
        {
            return;
        }

        if (found.Report?.Outcome == VerificationOutcome.NotProven)
        {
            _notProven++;
            return;
        }

        _differ++;
        string why = found.Exception is { } failure
            ? FailureText.Of(failure)
            : string.Join(", ", found.Report?.Differences.Select(difference => $"{difference.Property} differs") ?? []);
        if (_wrong.Count < MostListed)
        {
            screen.Complain($"{found.Manifest.Key}: {why}.");
            _wrong.Add((JsonNode)new JsonObject
            {
                ["key"] = found.Manifest.Key,
                ["report"] = found.Report is null ? null : JsonNode.Parse(found.Report.ToJson()),
                ["error"] = found.Exception is null ? null : why,
            });
        }
    }
}
