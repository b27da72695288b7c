namespace S3MultipartUpload.Fleet.Work;

/// <summary>The steps of an upload. The names are kept in the database.</summary>
internal enum WorkKind
{
    /// <summary>Look which files a folder has, and hand out what there is to do.</summary>
    List,

    /// <summary>Store some objects, one by one.</summary>
    Batch,

    /// <summary>Open the multipart upload of a large object, and hand out its ranges.</summary>
    Open,

    /// <summary>Send some parts of a large object.</summary>
    Range,

    /// <summary>Make an object of the parts.</summary>
    Complete,

    /// <summary>Throw away what is left of an upload that was cancelled.</summary>
    Abort,
}
