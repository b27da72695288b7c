using Amazon.Runtime.CredentialManagement;

namespace S3MultipartUpload.Cli.Stores;

/// <summary>The profile of AWS's own tools that AWS_PROFILE names.</summary>
internal static class AwsProfile
{
    private const string Variable = "AWS_PROFILE";

    /// <summary>With keys in the environment, the SDK looks at no profile for them.</summary>
    private const string KeyVariable = "AWS_ACCESS_KEY_ID";

    /// <exception cref="RefusedInputException">There is no such profile, and it is needed.</exception>
    public static void ThrowIfMisspelt()
    {
        if (ProblemOf(Environment.GetEnvironmentVariable(Variable)) is { } problem
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(KeyVariable)))
        {
            throw new RefusedInputException(problem);
        }
    }

    private static string? ProblemOf(string? name) =>
        string.IsNullOrEmpty(name) || new CredentialProfileStoreChain().TryGetProfile(name, out _) ? null
        : $"{Variable} names the profile '{name}', which is neither in AWS's file of credentials nor in that of settings. Correct " +
            $"{Variable}, or unset it.";
}
