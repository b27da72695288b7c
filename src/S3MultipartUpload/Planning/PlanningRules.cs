namespace S3MultipartUpload.Planning;

/// <summary>What decides how a source is cut.</summary>
/// <param name="Profile">The store.</param>
/// <param name="PartSizer">Chooses the part size where the request names none.</param>
/// <param name="MaxPartSize">The ceiling of the part size, unless the object needs larger parts.</param>
/// <param name="SinglePutThreshold">Up to here one PutObject request stores the object; null for one part size.</param>
/// <param name="MaxBufferedBytes">The memory for parts that cannot be read twice.</param>
internal sealed record PlanningRules(
    ProviderProfile Profile, IPartSizer PartSizer, long MaxPartSize, long? SinglePutThreshold, long MaxBufferedBytes);
