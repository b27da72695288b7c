using PublicApiGenerator;

namespace S3MultipartUpload.Tests;

/// <summary>
/// What is public is a line in a file that someone chose. To accept a change, copy the received file over the approved one.
/// </summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_API_is_the_approved_one()
    {
        string received = typeof(IMultipartUploader).Assembly.GeneratePublicApi(new ApiGeneratorOptions
        {
            ExcludeAttributes = ["System.Runtime.Versioning.TargetFrameworkAttribute", "System.Reflection.AssemblyMetadataAttribute", "System.Runtime.CompilerServices.InternalsVisibleToAttribute"],
        }).ReplaceLineEndings("\n");
        string approvedPath = Path.Combine(AppContext.BaseDirectory, "PublicApi.approved.txt");
        string approved = File.Exists(approvedPath) ? File.ReadAllText(approvedPath).ReplaceLineEndings("\n") : "";
        if (received != approved)
        {
            File.WriteAllText(Path.ChangeExtension(approvedPath, null) + ".received.txt", received);
        }

        Assert.Equal(approved, received);
    }
}
