using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Model.Internal.MarshallTransformations;

namespace S3MultipartUpload.Store;

/// <summary>GetBucketLifecycleConfiguration through the client's own pipeline, but with the store's document and its errors.</summary>
/// <remarks>
/// <see cref="IAmazonS3.GetLifecycleConfigurationAsync(GetLifecycleConfigurationRequest, CancellationToken)"/> shows neither: it leaves
/// out every element it does not know, and makes an empty configuration of every 404. The client sends the same request, signed and
/// routed as ever, through a method that is open to classes derived from it only; all packages of the SDK are built on that method.
/// </remarks>
internal static class LifecycleRequest
{
    /// <summary>
    /// Whether the document can be seen. A class derived from the client that answers in its own way, such as a mock, is asked in that way.
    /// </summary>
    public static bool CanShowDocument(AmazonS3Client client)
    {
        Func<GetLifecycleConfigurationRequest, CancellationToken, Task<GetLifecycleConfigurationResponse>> usual =
            client.GetLifecycleConfigurationAsync;
        return usual.Method.DeclaringType == typeof(AmazonS3Client);
    }

    /// <exception cref="AmazonS3Exception">The store refused; also with 404.</exception>
    public static Task<LifecycleAnswer> SendAsync(
        AmazonS3Client client, GetLifecycleConfigurationRequest request, CancellationToken cancellationToken) =>
        InvokeAsync<LifecycleAnswer>(
            client,
            request,
            new InvokeOptions { RequestMarshaller = new Writer(), ResponseUnmarshaller = new Reader() },
            cancellationToken);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = nameof(InvokeAsync))]
    private static extern Task<TResponse> InvokeAsync<TResponse>(
        AmazonServiceClient client, AmazonWebServiceRequest request, InvokeOptionsBase options, CancellationToken cancellationToken)
        where TResponse : AmazonWebServiceResponse, new();

    private sealed class Writer : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            IRequest request = GetLifecycleConfigurationRequestMarshaller.Instance.Marshall(input);
            request.Suppress404Exceptions = false;
            return request;
        }
    }

    private sealed class Reader : GetLifecycleConfigurationResponseUnmarshaller
    {
        public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext context)
        {
            using var bytes = new MemoryStream();
            context.Stream.CopyTo(bytes);
            if (LifecycleDocument.Parse(bytes.ToArray()) is not { } document)
            {
                return new LifecycleAnswer();
            }

            using var understood = new XmlUnmarshallerContext(
                document.ToUnderstood(), maintainResponseBody: false, context.ResponseData, isException: false);
            var known = (GetLifecycleConfigurationResponse)base.Unmarshall(understood);
            return new LifecycleAnswer
            {
                Configuration = known.Configuration,
                TransitionDefaultMinimumObjectSize = known.TransitionDefaultMinimumObjectSize,
                Document = document,
            };
        }
    }
}

/// <summary>The SDK's answer, and the document it was made of; null where the store sent something else.</summary>
internal sealed class LifecycleAnswer : GetLifecycleConfigurationResponse
{
    public LifecycleDocument? Document { get; init; }
}
