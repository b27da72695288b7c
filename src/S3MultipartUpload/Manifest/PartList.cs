using System.Collections.ObjectModel;

namespace S3MultipartUpload.Manifest;

/// <summary>Parts that equal others when each does.</summary>
internal sealed class PartList(IEnumerable<UploadedPart> parts) : ReadOnlyCollection<UploadedPart>([.. parts])
{
    public override bool Equals(object? obj) => obj is PartList other && this.SequenceEqual(other);

    public override int GetHashCode() => Count == 0 ? 0 : HashCode.Combine(Count, this[^1]);
}
