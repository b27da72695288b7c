using Amazon.S3.Transfer;

namespace S3MultipartUpload.Benchmarks.Uploads;

/// <summary>The bytes of a file, in the form that each uploader takes them.</summary>
internal sealed class Payload(SourceKind kind, string path)
{
    private readonly byte[] _bytes = kind == SourceKind.Memory ? File.ReadAllBytes(path) : [];

    public IPartSource ToPartSource() => kind switch
    {
        SourceKind.File => PartSource.FromFile(path),
        SourceKind.Stream => PartSource.FromStream(File.OpenRead(path)),
        _ => PartSource.FromMemory(_bytes),
    };

    /// <summary>TransferUtility closes the stream itself.</summary>
    public void GiveTo(TransferUtilityUploadRequest request)
    {
        switch (kind)
        {
            case SourceKind.File:
                request.FilePath = path;
                break;
            case SourceKind.Stream:
                request.InputStream = File.OpenRead(path);
                break;
            default:
                request.InputStream = new MemoryStream(_bytes, writable: false);
                break;
        }
    }
}
