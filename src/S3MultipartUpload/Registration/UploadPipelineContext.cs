namespace S3MultipartUpload;

/// <summary>For whom a pipeline is being built.</summary>
public sealed class UploadPipelineContext
{
    /// <summary>The key of the uploader; empty for the one without a key.</summary>
    public required string Name { get; init; }

    /// <summary>The application's services: those that are registered as singletons, for a pipeline outlives a scope.</summary>
    public required IServiceProvider ServiceProvider { get; init; }
}
