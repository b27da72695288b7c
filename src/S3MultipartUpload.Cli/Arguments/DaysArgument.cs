using System.CommandLine;
using System.Globalization;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>A number of days.</summary>
internal sealed class DaysArgument : Option<int?>
{
    private const int Most = 36_500;

    public DaysArgument(string name, int least, string description)
        : base(name)
    {
        Description = description;
        HelpName = "N";
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int days) && days >= least && days <= Most)
            {
                return days;
            }

            result.AddError($"{name}: '{text}' is not a whole number from {least} to {Most}.");
            return null;
        };
    }

    /// <returns>The days as a time; null where the option is not given.</returns>
    public TimeSpan? Read(ParseResult arguments) => arguments.GetValue(this) is { } days ? TimeSpan.FromDays(days) : null;
}
