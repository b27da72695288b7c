using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3.Model;
using S3MultipartUpload.Cli.Screens;

namespace S3MultipartUpload.Cli.Stores;

/// <summary>
/// With --verbose, tells every request and how it was answered. Never its headers nor its URL, which carry signatures and tokens.
/// </summary>
internal sealed class RequestLog(Func<IScreen?> screen, TimeProvider time) : PipelineHandler
{
    private const string Suffix = "Request";

    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        if (screen() is not { IsVerbose: true } told)
        {
            return await base.InvokeAsync<T>(executionContext);
        }

        string name = NameOf(executionContext.RequestContext.OriginalRequest);
        long start = time.GetTimestamp();
        try
        {
            T response = await base.InvokeAsync<T>(executionContext);
            Tell(response is AmazonWebServiceResponse answer
                ? $"{(int)answer.HttpStatusCode}{RequestId(answer.ResponseMetadata?.RequestId)}" : "answered");
            return response;
        }
        catch (AmazonServiceException refusal) when (refusal.StatusCode != 0)
        {
            Tell($"{(int)refusal.StatusCode} {refusal.ErrorCode}{RequestId(refusal.RequestId)}");
            throw;
        }
        catch (OperationCanceledException)
        {
            Tell("given up");
            throw;
        }
        catch (Exception failure)
        {
            Tell($"no answer ({failure.GetBaseException().GetType().Name})");
            throw;
        }

        void Tell(string answer) => told.Say($"{name}: {answer}, {Amount.Seconds(time.GetElapsedTime(start))}");
    }

    private static string NameOf(AmazonWebServiceRequest request)
    {
        string type = request.GetType().Name;
        string name = type.EndsWith(Suffix, StringComparison.Ordinal) ? type[..^Suffix.Length] : type;
        return request switch
        {
            UploadPartRequest { PartNumber: { } part } => $"{name} {part}",
            CopyPartRequest { PartNumber: { } part } => $"{name} {part}",
            _ => name,
        };
    }

    private static string RequestId(string? id) => string.IsNullOrEmpty(id) ? "" : $" (request {id})";
}
