using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.S3.Model;
using Amazon.S3.Model.Internal.MarshallTransformations;

namespace S3MultipartUpload.Store;

/// <summary>
/// Reads a list of uploads in which a time is none. The SDK gives up the whole answer then: no list of the bucket would ever come. Here,
/// the time is left out, so that it is not known how old that one upload is.
/// </summary>
internal sealed class LenientUploadList : ListMultipartUploadsResponseUnmarshaller
{
    private static readonly XmlReaderSettings Reading = new() { CheckCharacters = false };

    // A key may hold a carriage return.
    private static readonly XmlWriterSettings Writing = new() { CheckCharacters = false, NewLineHandling = NewLineHandling.Entitize };

    /// <summary>Whether a client of the SDK threw this for want of a time, so that asking in this way helps.</summary>
    public static bool IsFor(Exception failure) => failure is FormatException or OverflowException or ArgumentOutOfRangeException;

    /// <summary>Asks for the list, as the client itself would.</summary>
    public static Task<ListMultipartUploadsResponse> AskAsync(
        AmazonServiceClient client, ListMultipartUploadsRequest call, CancellationToken cancellationToken)
    {
        var options = new InvokeOptions
        {
            RequestMarshaller = ListMultipartUploadsRequestMarshaller.Instance,
            ResponseUnmarshaller = new LenientUploadList(),
        };
        return InvokeAsync<ListMultipartUploadsResponse>(client, call, options, cancellationToken);
    }

    protected override UnmarshallerContext ConstructUnmarshallerContext(
        Stream responseStream, bool maintainResponseBody, IWebResponseData response, bool isException) =>
        base.ConstructUnmarshallerContext(Mended(responseStream, isException), maintainResponseBody, response, isException);

    protected override UnmarshallerContext ConstructUnmarshallerContext(
        Stream responseStream, bool maintainResponseBody, IWebResponseData response, bool isException, IRequestContext requestContext) =>
        base.ConstructUnmarshallerContext(
            Mended(responseStream, isException), maintainResponseBody, response, isException, requestContext);

    private static Stream Mended(Stream answer, bool isException)
    {
        if (isException)
        {
            return answer;
        }

        using var reader = XmlReader.Create(answer, Reading);
        var list = XDocument.Load(reader, LoadOptions.PreserveWhitespace);
        list.Descendants().Where(element => element.Name.LocalName == "Initiated" && !IsTime(element.Value)).ToList()
            .ForEach(element => element.Remove());
        var mended = new MemoryStream();
        using (var writer = XmlWriter.Create(mended, Writing))
        {
            list.Save(writer);
        }

        mended.Position = 0;
        return mended;
    }

    private static bool IsTime(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    /// <summary>What the SDK's clients make their requests by; it is protected.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "InvokeAsync")]
    private static extern Task<TResponse> InvokeAsync<TResponse>(
        AmazonServiceClient client, AmazonWebServiceRequest request, InvokeOptionsBase options, CancellationToken cancellationToken)
        where TResponse : AmazonWebServiceResponse, new();
}
