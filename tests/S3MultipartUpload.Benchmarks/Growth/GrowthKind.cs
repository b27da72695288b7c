namespace S3MultipartUpload.Benchmarks.Growth;

/// <summary>What there is more and more of.</summary>
internal enum GrowthKind
{
    /// <summary>Parts of one object: as many as S3 allows.</summary>
    Parts,

    /// <summary>Small objects in a row.</summary>
    Objects,

    /// <summary>Uploads of files at the same time.</summary>
    Uploads,
}
