using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>How many parts go up at the same time: --concurrency.</summary>
internal sealed class ConcurrencyArgument : Option<UploadConcurrency?>
{
    private const int Most = 1_000;
    private const string Adaptive = "adaptive";

    public ConcurrencyArgument()
        : base("--concurrency")
    {
        Description = $"How many parts are sent at the same time: 1 to {Most}, or by default '{Adaptive}', as many as the line takes.";
        HelpName = "N";
        CustomParser = Parse;
        CompletionSources.Add(Adaptive);
    }

    /// <summary>How many requests must be allowed for so many parts.</summary>
    public static int RequestsFor(UploadConcurrency concurrency) =>
        Math.Max(new S3MultipartUploadOptions().MaxConcurrentRequests, 2 * concurrency.Initial);

    private static UploadConcurrency? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text == Adaptive)
        {
            return UploadConcurrency.Adaptive();
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= Most)
        {
            return UploadConcurrency.Fixed(number);
        }

        result.AddError($"--concurrency: '{text}' is neither a whole number from 1 to {Most} nor '{Adaptive}'.");
        return null;
    }
}
