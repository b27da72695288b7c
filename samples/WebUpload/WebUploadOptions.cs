using System.ComponentModel.DataAnnotations;

namespace WebUpload;

/// <summary>What this application lets in, and where it goes: the section <c>WebUpload</c> of the configuration.</summary>
internal sealed class WebUploadOptions
{
    /// <summary>The bucket.</summary>
    [Required]
    public string BucketName { get; set; } = "";

    /// <summary>What all keys begin with; incomplete uploads below it are this application's to sweep.</summary>
    public string KeyPrefix { get; set; } = "incoming/";

    /// <summary>The most bytes that the body of a request may have, with the frames of its chunks or of its form.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBodySize { get; set; } = 50L << 30;
}
