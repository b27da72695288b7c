using System.Runtime.CompilerServices;
using S3MultipartUpload.Integrity;

namespace S3MultipartUpload.Verification;

/// <summary>Compares a local file with a manifest.</summary>
internal static class FileVerifier
{
    public static async Task<VerificationReport> ExecuteAsync(UploadManifest manifest, string path, CancellationToken cancellationToken)
    {
        IPartSource source = PartSource.FromFile(path);
        await using ConfiguredAsyncDisposable closing = ((IAsyncDisposable)source).ConfigureAwait(false);
        if (source is not { IsRandomAccess: true, Length: { } length })
        {
            throw new ArgumentException($"'{path}' is not a regular file.", nameof(path));
        }

        var findings = new FindingList(manifest);
        bool canBeRead = manifest.IsComplete
            ? findings.AddSize(length)
            : manifest.Parts.All(part => part.Offset + part.Size <= length);
        if (canBeRead)
        {
            // One part at a time: a disk reads best from front to back.
            await findings.AddPartsAsync((part, token) => HashAsync(source, manifest.ChecksumAlgorithm, part, token), 1, cancellationToken)
                .ConfigureAwait(false);
        }
        else if (!manifest.IsComplete)
        {
            findings.AddSize(length);
        }

        return findings.ToReport();
    }

    private static async Task<PartChecksum> HashAsync(
        IPartSource source, PartChecksumAlgorithm algorithm, UploadedPart part, CancellationToken cancellationToken)
    {
        var range = new PartRange(part.PartNumber, part.Offset, part.Size);
        var choice = new ChecksumChoice(algorithm, WithMD5: false);
        Stream stream = await source.OpenPartAsync(range, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            return await PartChecksum.ComputeAsync(stream, choice, cancellationToken).ConfigureAwait(false);
        }
    }
}
