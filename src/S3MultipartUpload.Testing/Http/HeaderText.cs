using S3MultipartUpload.Testing.Protocol;

namespace S3MultipartUpload.Testing.Http;

/// <summary>What can be a header of a reply: a request's query and forms can hold more than that.</summary>
internal static class HeaderText
{
    private const string Marks = "!#$%&'*+-.^_`|~";

    public static bool IsName(string name) =>
        name.All(character => char.IsAsciiLetterOrDigit(character) || Marks.Contains(character, StringComparison.Ordinal));

    public static bool IsValue(string value) => !value.Any(character => char.IsControl(character) && character != '\t');

    public static S3ErrorException Invalid(string name) =>
        S3Errors.InvalidArgument("A header holds characters that no header can have.", name, "");
}
