using Microsoft.Extensions.DependencyInjection;

namespace S3MultipartUpload.Registration;

internal sealed class S3MultipartUploadBuilder(IServiceCollection services, UploaderRegistration registration) : IS3MultipartUploadBuilder
{
    public string Name => registration.Name;

    public IServiceCollection Services => services;
}
