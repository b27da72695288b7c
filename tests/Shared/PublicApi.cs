using System.Reflection;
using PublicApiGenerator;

namespace S3MultipartUpload.TestSupport;

/// <summary>
/// What is public is a line in a file that someone chose. To accept a change, copy the received file, beside the test's assembly, over
/// the approved one.
/// </summary>
internal static class PublicApi
{
    public static void AssertApproved(Assembly assembly)
    {
        string received =
            assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n");
        string path = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.approved.txt");
        string approved = File.ReadAllText(path).ReplaceLineEndings("\n");
        if (received != approved)
        {
            File.WriteAllText(path.Replace(".approved.", ".received.", StringComparison.Ordinal), received);
        }

        Assert.Equal(approved, received);
    }
}
