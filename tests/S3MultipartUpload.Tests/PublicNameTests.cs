using System.Reflection;
using Amazon.Runtime;
using Amazon.S3;

namespace S3MultipartUpload.Tests;

/// <summary>What holds for every public name.</summary>
public sealed class PublicNameTests
{
    private static readonly Type[] Ours = typeof(IMultipartUploader).Assembly.GetExportedTypes();

    [Fact]
    public void The_public_API_is_the_approved_one() => PublicApi.AssertApproved(typeof(IMultipartUploader).Assembly);

    /// <summary>Else whoever imports both namespaces gets CS0104.</summary>
    [Fact]
    public void No_public_name_is_also_one_of_the_AWS_SDK()
    {
        HashSet<string> theirs =
        [
            .. new[] { typeof(IAmazonS3).Assembly, typeof(AmazonServiceException).Assembly }
                .SelectMany(assembly => assembly.GetExportedTypes())
                .Where(type => type.Namespace is "Amazon" or "Amazon.S3" or "Amazon.S3.Model" or "Amazon.S3.Transfer" or "Amazon.Runtime")
                .Select(type => type.Name),
        ];
        Assert.Contains("PutObjectRequest", theirs);
        Assert.Equal([], Ours.Select(type => type.Name).Intersect(theirs));
    }

    [Fact]
    public void Every_exception_of_ours_has_the_common_base()
    {
        Type[] exceptions = [.. typeof(IMultipartUploader).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(Exception)))];
        Assert.NotEmpty(exceptions);
        Assert.All(
            exceptions.Where(type => type.IsPublic && type != typeof(UploadCanceledException)), // That is an OperationCanceledException.
            type => Assert.True(type.IsAssignableTo(typeof(S3UploadException)), type.Name));
    }

    /// <summary>A positional record cannot get another member without breaking its callers.</summary>
    [Fact]
    public void Public_records_are_made_by_their_properties()
    {
        IEnumerable<Type> records = Ours.Where(type => type.GetMethod("<Clone>$") is not null || type.Name == nameof(UploadProgress));
        Assert.Contains(typeof(UploadedPart), records);
        Assert.All(records, type => Assert.All(
            type.GetConstructors(BindingFlags.Public | BindingFlags.Instance), constructor => Assert.Empty(constructor.GetParameters())));
    }

    [Fact]
    public void Public_types_stand_in_one_namespace() =>
        Assert.All(Ours, type => Assert.Equal("S3MultipartUpload", type.Namespace));

    [Fact]
    public void A_request_is_no_target() => Assert.False(typeof(UploadRequest).IsAssignableTo(typeof(UploadTarget)));
}
