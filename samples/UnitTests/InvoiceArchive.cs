using S3MultipartUpload;

namespace UnitTests;

/// <summary>The code under test, an application's own class: it stores each invoice once, and never over another.</summary>
public sealed class InvoiceArchive(IMultipartUploader uploader)
{
    /// <summary>Stores an invoice.</summary>
    /// <returns>False where there is one with this number already.</returns>
    /// <exception cref="ArchiveUnavailableException">It is not stored, or nobody knows; try again later.</exception>
    public async Task<bool> StoreAsync(string number, Stream pdf, CancellationToken cancellationToken = default)
    {
        try
        {
            await uploader.UploadAsync(
                new UploadRequest
                {
                    BucketName = "invoices",
                    Key = $"{number}.pdf",
                    Source = PartSource.FromStream(pdf),
                    ContentType = "application/pdf",
                    Tags = new Dictionary<string, string> { ["retention"] = "10y" },
                    IfNoneMatch = true,
                },
                cancellationToken);
            return true;
        }
        catch (MultipartUploadException failure) when (failure.InnerException is PreconditionFailedException { IsConflict: false })
        {
            return false;
        }
        catch (MultipartUploadException failure) when (failure.State != FailedUploadState.Suspect)
        {
            throw new ArchiveUnavailableException(number, failure);
        }
    }
}
