using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace S3MultipartUpload.Cli.Stores;

/// <summary>The profile of AWS's own tools that --profile names, or AWS_PROFILE.</summary>
internal static class AwsProfile
{
    private const string Option = "--profile";
    private const string Variable = "AWS_PROFILE";

    /// <summary>Has the SDK take region and settings from the profile that --profile names, as all AWS tools do.</summary>
    /// <returns>Its credentials, which come before keys in the environment; null where no profile is named.</returns>
    /// <exception cref="RefusedInputException">There is no such profile, or it has no usable credentials.</exception>
    public static AWSCredentials? Use(string? name)
    {
        if (name is null)
        {
            ThrowIfMisspelt();
            return null;
        }

        if (!new CredentialProfileStoreChain().TryGetProfile(name, out CredentialProfile? profile))
        {
            string hint = ProviderProfile.Find(name) is null ? "" : " The kind of store is named with --store.";
            throw new RefusedInputException($"{Option}: {Unknown(name)}.{hint}");
        }

        Environment.SetEnvironmentVariable(Variable, name);
        return AWSCredentialsFactory.TryGetAWSCredentials(profile, profile.CredentialProfileStore, out AWSCredentials? credentials)
            ? credentials
            : throw new RefusedInputException($"{Option}: the profile '{name}' has no credentials that can be used.");
    }

    /// <returns>What is wrong with the name; null where there is such a profile, or none is named.</returns>
    public static string? Problem() =>
        Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } name
        || new CredentialProfileStoreChain().TryGetProfile(name, out _)
            ? null
            : $"{Variable} names {Unknown(name)}. Correct {Variable}, or unset it.";

    /// <exception cref="RefusedInputException">There is no such profile, and it is needed for the keys.</exception>
    private static void ThrowIfMisspelt()
    {
        // With keys in the environment, the SDK looks at no profile for them.
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID")) && Problem() is { } problem)
        {
            throw new RefusedInputException(problem);
        }
    }

    private static string Unknown(string name) =>
        $"the profile '{name}', which is neither in AWS's file of credentials nor in that of settings";
}
