using Amazon.Runtime.CredentialManagement;

namespace S3MultipartUpload.Cli.Stores;

/// <summary>The profile of AWS's own tools that AWS_PROFILE names.</summary>
internal static class AwsProfile
{
    private const string Variable = "AWS_PROFILE";

    /// <returns>What is wrong with the name; null where there is such a profile, or none is named.</returns>
    public static string? Problem() =>
        Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } name
        || new CredentialProfileStoreChain().TryGetProfile(name, out _)
            ? null
            : $"{Variable} names the profile '{name}', which is neither in AWS's file of credentials nor in that of settings. Correct " +
                $"{Variable}, or unset it.";

    /// <exception cref="RefusedInputException">There is no such profile, and it is needed for the keys.</exception>
    public static void ThrowIfMisspelt()
    {
        // With keys in the environment, the SDK looks at no profile for them.
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID")) && Problem() is { } problem)
        {
            throw new RefusedInputException(problem);
        }
    }
}
