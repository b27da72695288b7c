using Microsoft.Extensions.Options;

namespace S3MultipartUpload.Registration;

/// <summary>What is wrong beside the values of an uploader's options: it has no client, or limits that would have no effect.</summary>
internal sealed class RegistrationValidator(UploaderRegistration registration, IServiceProvider provider)
    : IValidateOptions<S3MultipartUploadOptions>
{
    public ValidateOptionsResult Validate(string? name, S3MultipartUploadOptions options)
    {
        if (name != registration.Name)
        {
            return ValidateOptionsResult.Skip;
        }

        List<string> problems = [];
        if (!registration.MayHaveClient(provider))
        {
            problems.Add(registration.MissingClient);
        }

        if (registration is { Key: not null, HasOwnLimits: false })
        {
            problems.AddRange(SharedLimits.Changed(options, SharedLimits.Of(provider)).Select(limit =>
                $"{limit} is set for the uploader '{name}', which shares it with the application's others: set it by " +
                $"services.Configure<{nameof(S3MultipartUploadOptions)}>(…) for all of them, or call UseOwnLimits() for this one."));
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
