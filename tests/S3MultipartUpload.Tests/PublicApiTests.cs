using System.Reflection;
using PublicApiGenerator;
using S3MultipartUpload.Testing;

namespace S3MultipartUpload.Tests;

/// <summary>
/// What is public is a line in a file that someone chose. To accept a change, copy the received file, beside the test's assembly, over
/// the approved one.
/// </summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData(typeof(IMultipartUploader))]
    [InlineData(typeof(S3TestServer))]
    public void The_public_API_is_the_approved_one(Type type)
    {
        Assembly assembly = type.Assembly;
        string received = assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n");
        string path = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.approved.txt");
        string approved = File.ReadAllText(path).ReplaceLineEndings("\n");
        if (received != approved)
        {
            File.WriteAllText(path.Replace(".approved.", ".received.", StringComparison.Ordinal), received);
        }

        Assert.Equal(approved, received);
    }
}
