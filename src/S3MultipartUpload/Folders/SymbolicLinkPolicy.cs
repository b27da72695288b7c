namespace S3MultipartUpload;

/// <summary>What is done with symbolic links in a folder.</summary>
public enum SymbolicLinkPolicy
{
    /// <summary>They are left out, and counted.</summary>
    Skip,

    /// <summary>
    /// What they lead to is stored under the link's own name. One that leads out of the folder, or back to a folder that it lies in, is
    /// left out, and counted.
    /// </summary>
    Follow,
}
