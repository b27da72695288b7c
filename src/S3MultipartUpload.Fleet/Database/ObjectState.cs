namespace S3MultipartUpload.Fleet.Database;

/// <summary>What has become of an object. The numbers are those in the database.</summary>
internal enum ObjectState
{
    /// <summary>It is to be stored, or tried again.</summary>
    Waiting = 0,

    /// <summary>Its multipart upload is open, and ranges of it are sent.</summary>
    Open = 1,

    /// <summary>It is stored.</summary>
    Stored = 2,

    /// <summary>It was given up.</summary>
    Failed = 3,
}
