using System.Diagnostics.CodeAnalysis;

namespace S3MultipartUpload;

/// <summary>Where an object goes, and how it is described, for uploads whose bytes come otherwise than by a source.</summary>
public sealed class UploadTarget : ObjectSettings
{
    /// <summary>A target; what is not set has its default.</summary>
    public UploadTarget()
    {
    }

    /// <summary>A copy, to be changed where it is made.</summary>
    /// <param name="other">What is copied.</param>
    [SetsRequiredMembers]
    public UploadTarget(UploadTarget other)
        : base(other ?? throw new ArgumentNullException(nameof(other)))
    {
    }
}
