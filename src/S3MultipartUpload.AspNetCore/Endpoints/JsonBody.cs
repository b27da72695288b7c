using Microsoft.AspNetCore.Http.Metadata;

namespace S3MultipartUpload.AspNetCore.Endpoints;

/// <summary>
/// Describes the body of a request, for OpenAPI. It names no content type, for then routing refuses others without saying why; the reader
/// of the body does.
/// </summary>
internal sealed class JsonBody(Type type) : IAcceptsMetadata
{
    public IReadOnlyList<string> ContentTypes => [];

    public Type RequestType => type;

    public bool IsOptional => false;
}
