using Microsoft.Extensions.Options;

namespace S3MultipartUpload.AspNetCore.Options;

/// <summary>Says all that is wrong with the options, when the application starts.</summary>
internal sealed class BrowserUploadOptionsValidator(IOptionsMonitor<S3MultipartUploadOptions> uploaders)
    : IValidateOptions<BrowserUploadOptions>
{
    public ValidateOptionsResult Validate(string? name, BrowserUploadOptions options)
    {
        string[] problems = [.. ProblemsOf(options, StoreLimits.Of(uploaders, name))];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> ProblemsOf(BrowserUploadOptions options, ServiceLimits limits)
    {
        if (string.IsNullOrWhiteSpace(options.BucketName))
        {
            yield return $"{nameof(options.BucketName)} is not set: name the bucket of the browsers' uploads.";
        }

        if (options.MaxSize < 1 || options.MaxSize > limits.MaxObjectSize)
        {
            yield return $"{nameof(options.MaxSize)} is {options.MaxSize}; it is from one byte to the store's limit, " +
                $"{limits.MaxObjectSize}.";
        }

        if (options.PartSize < limits.MinPartSize || options.PartSize > limits.MaxPartSize)
        {
            yield return $"{nameof(options.PartSize)} is {options.PartSize}; a part of the store has from {limits.MinPartSize} to " +
                $"{limits.MaxPartSize} bytes ({nameof(S3MultipartUploadOptions)}.{nameof(S3MultipartUploadOptions.Profile)}).";
        }

        foreach ((string setting, TimeSpan lifetime, TimeSpan most) in new[]
        {
            (nameof(options.UrlLifetime), options.UrlLifetime, TimeSpan.FromDays(7)),
            (nameof(options.TicketLifetime), options.TicketLifetime, TimeSpan.FromDays(365)),
        })
        {
            if (lifetime < TimeSpan.FromSeconds(1) || lifetime > most)
            {
                yield return $"{setting} is {lifetime}; it is from one second to {most.TotalDays} days.";
            }
        }

        foreach (string type in options.AllowedTypes.Where(type => type.Split('/') is not [{ Length: > 0 }, { Length: > 0 }]))
        {
            yield return $"{nameof(options.AllowedTypes)} has '{type}', which is no media type: write it as 'image/png' or 'image/*'.";
        }

        foreach (string origin in options.AllowedOrigins.Where(origin => !Origins.IsOrigin(origin)))
        {
            yield return $"{nameof(options.AllowedOrigins)} has '{origin}', which is no origin: write it as 'https://www.example.com', " +
                "without a path or a slash at the end; there is no wildcard.";
        }

        if (options.MaxOpenUploadsPerUser < 1)
        {
            yield return $"{nameof(options.MaxOpenUploadsPerUser)} is {options.MaxOpenUploadsPerUser}; it is at least 1, or null.";
        }

        if (options.KeyPrefix.StartsWith('/') || (options.KeyPrefix.Length > 0 && !options.KeyPrefix.EndsWith('/')))
        {
            yield return $"{nameof(options.KeyPrefix)} is '{options.KeyPrefix}'; it ends with a slash, and does not begin with one.";
        }
    }
}
