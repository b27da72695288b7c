using System.CommandLine;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>Which files of a folder: --include and --exclude.</summary>
internal sealed class PatternArguments
{
    private readonly Option<string[]> _include = new("--include")
    {
        Description = "Of a folder, the files that match, such as '**/*.jpg'; may be given several times. Default: all.",
        HelpName = "PATTERN",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _exclude = new("--exclude")
    {
        Description = "Of a folder, not the files that match; may be given several times.",
        HelpName = "PATTERN",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <param name="command">The command.</param>
    /// <param name="file">The option that names the folder.</param>
    public void AddTo(Command command, Option<string> file)
    {
        command.Add(_include);
        command.Add(_exclude);
        command.Validators.Add(result =>
        {
            Option? given = new Option[] { _include, _exclude }.FirstOrDefault(option => result.GetResult(option) is not null);
            if (given is not null && result.GetResult(file) is not null && !Directory.Exists(result.GetValue(file)))
            {
                result.AddError($"{given.Name} is for a folder, and {file.Name} names none.");
            }
        });
    }

    public (string[] Include, string[] Exclude) Read(ParseResult arguments) =>
        (arguments.GetValue(_include) ?? [], arguments.GetValue(_exclude) ?? []);
}
