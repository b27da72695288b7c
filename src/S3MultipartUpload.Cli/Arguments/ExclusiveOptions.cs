using System.CommandLine;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>Options that contradict each other.</summary>
internal static class ExclusiveOptions
{
    public static void RefuseTogether(this Command command, Option one, Option other) => command.Validators.Add(result =>
    {
        if (result.GetResult(one) is not null && result.GetResult(other) is not null)
        {
            result.AddError($"{one.Name} and {other.Name} cannot be used together.");
        }
    });
}
