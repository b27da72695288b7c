namespace S3MultipartUpload;

/// <summary>For whom a pipeline is being built.</summary>
public sealed class UploadPipelineContext
{
    internal UploadPipelineContext(string name, IServiceProvider serviceProvider)
    {
        Name = name;
        ServiceProvider = serviceProvider;
    }

    /// <summary>The key of the uploader; empty for the one without a key.</summary>
    public string Name { get; }

    /// <summary>The application's services: those that are registered as singletons, for a pipeline outlives a scope.</summary>
    public IServiceProvider ServiceProvider { get; }
}
