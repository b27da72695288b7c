using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Forms;

/// <summary>What S3 says to forms that it does not take.</summary>
internal static class FormErrors
{
    public static S3ErrorException Malformed() =>
        new(400, "MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data.");

    public static S3ErrorException FieldsTooLarge() =>
        new(400, "MaxPostPreDataLengthExceededError", "Your POST request fields preceding the upload file were too large.");

    public static S3ErrorException InvalidPolicy(string message) => new(400, "InvalidPolicyDocument", $"Invalid Policy: {message}");

    /// <summary>The form is not what its policy allows.</summary>
    public static S3ErrorException Refused(string message) => S3Errors.AccessDenied($"Invalid according to Policy: {message}");

    /// <summary>Reads from a form; what the reader of forms throws is S3's error for a body that is none.</summary>
    public static async Task<T> WellFormedAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception error) when (error is InvalidDataException || error.GetType() == typeof(IOException))
        {
            throw Malformed();
        }
    }
}
