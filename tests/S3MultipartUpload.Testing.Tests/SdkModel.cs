using System.Collections;
using System.Reflection;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3MultipartUpload.Testing.Tests;

/// <summary>Every operation that the AWS SDK can ask for, by reflection, and requests for them.</summary>
internal static class SdkModel
{
    public const string Bucket = "photos";
    public const string Key = "cat.jpg";

    /// <summary>Goes to the host of an Object Lambda, over https.</summary>
    private static readonly string[] Elsewhere = ["WriteGetObjectResponse"];

    /// <summary>Where the SDK's name of an operation is not that of the API reference.</summary>
    private static readonly Dictionary<string, string> ApiNames = new()
    {
        ["PutBucket"] = "CreateBucket",
        ["GetObjectMetadata"] = "HeadObject",
        ["GetACL"] = "GetObjectAcl",
        ["PutACL"] = "PutObjectAcl",
        ["ListVersions"] = "ListObjectVersions",
        ["CopyPart"] = "UploadPartCopy",
        ["InitiateMultipartUpload"] = "CreateMultipartUpload",
        ["GetLifecycleConfiguration"] = "GetBucketLifecycleConfiguration",
        ["PutLifecycleConfiguration"] = "PutBucketLifecycleConfiguration",
        ["DeleteLifecycleConfiguration"] = "DeleteBucketLifecycle",
        ["GetCORSConfiguration"] = "GetBucketCors",
        ["PutCORSConfiguration"] = "PutBucketCors",
        ["DeleteCORSConfiguration"] = "DeleteBucketCors",
        ["GetBucketNotification"] = "GetBucketNotificationConfiguration",
        ["PutBucketNotification"] = "PutBucketNotificationConfiguration",
    };

    public static IReadOnlyList<string> Operations =>
    [
        .. typeof(IAmazonS3).GetInterfaces().Append(typeof(IAmazonS3)).SelectMany(type => type.GetMethods())
            .Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal)
                && method.GetParameters() is [{ ParameterType: var request }, _]
                && request.IsSubclassOf(typeof(AmazonWebServiceRequest)))
            .Select(method => method.Name[..^"Async".Length]).Distinct().Except(Elsewhere).Order(StringComparer.Ordinal),
    ];

    /// <summary>As the API reference, and <see cref="S3Operation"/>, call the operation.</summary>
    public static string ApiNameOf(string operation) => ApiNames.GetValueOrDefault(operation, operation);

    /// <returns>Whether the SDK was content, or what it says.</returns>
    public static async Task<string> RunAsync(AmazonS3Client client, string operation, object request)
    {
        try
        {
            await (Task)MethodOf(operation).Invoke(client, [request, TestContext.Current.CancellationToken])!;
            return "done";
        }
        catch (Exception error) when (error is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            return error.Message;
        }
    }

    private static MethodInfo MethodOf(string operation) => typeof(AmazonS3Client).GetMethods().First(
        method => method.Name == operation + "Async"
            && method.GetParameters() is [{ ParameterType: var type }, _] && type.IsSubclassOf(typeof(AmazonWebServiceRequest)));

    /// <summary>What a request needs at least: what it addresses, and its documents with something in each of their elements.</summary>
    public static object Create(string operation, string uploadId)
    {
        Type type = MethodOf(operation).GetParameters()[0].ParameterType;
        object request = Activator.CreateInstance(type)!;
        foreach (PropertyInfo property in type.GetProperties().Where(property => property.SetMethod?.IsPublic == true))
        {
            object? value = property.Name switch
            {
                "BucketName" or "Bucket" or "SourceBucket" or "DestinationBucket" => Bucket,
                "Key" or "SourceKey" => Key,
                "DestinationKey" => "copy.jpg",
                "RenameSource" or "CopySource" => $"{Bucket}/{Key}",
                "UploadId" => uploadId,
                "PartNumber" => 1,
                "InputStream" or "Body" => new MemoryStream([1, 2, 3]),
                "Id" or "InventoryId" or "MetricsId" or "AnalyticsId" or "IntelligentTieringId" or "ConfigurationId" => "an-id",
                "AnnotationName" => "note",
                "RequestRoute" or "RequestToken" => "token",
                "Expression" => "SELECT * FROM S3Object",
                "ExpressionType" => ExpressionType.SQL,
                "Days" => 1,
                "Policy" => """{"Version":"2012-10-17","Statement":[]}""",
                _ => IsDocument(property.PropertyType) ? Fill(property.PropertyType, 0) : null,
            };
            if (value is not null && property.PropertyType.IsAssignableFrom(Nullable.GetUnderlyingType(value.GetType()) ?? value.GetType()))
            {
                property.SetValue(request, value);
            }
        }

        return request;
    }

    private static bool IsDocument(Type type) =>
        (type.IsClass && type.Namespace == "Amazon.S3.Model" && !type.IsSubclassOf(typeof(Delegate)) && type != typeof(HeadersCollection))
        || (typeof(IList).IsAssignableFrom(type) && type.IsGenericType);

    public static object? Fill(Type type, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return "text";
        }

        if (type == typeof(DateTime))
        {
            return new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        }

        if (type.IsPrimitive)
        {
            return type == typeof(bool) ? true : Convert.ChangeType(1, type, null);
        }

        if (type.IsSubclassOf(typeof(ConstantClass)))
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static).First(field => field.FieldType == type).GetValue(null);
        }

        if (depth > 9 || type.IsAbstract || type.Name.EndsWith("Filter", StringComparison.Ordinal) || type.GetConstructor([]) is null)
        {
            return null;
        }

        object filled = Activator.CreateInstance(type)!;
        if (filled is IList list)
        {
            if (type.IsGenericType && Fill(type.GetGenericArguments()[0], depth + 1) is { } item)
            {
                list.Add(item);
            }

            return filled;
        }

        foreach (PropertyInfo property in type.GetProperties()
            .Where(property => property.SetMethod?.IsPublic == true && property.GetIndexParameters().Length == 0))
        {
            if (Fill(property.PropertyType, depth + 1) is { } value)
            {
                property.SetValue(filled, value);
            }
        }

        return filled;
    }
}
