using System.CommandLine;

namespace S3MultipartUpload.Cli.Arguments;

/// <summary>
/// An option without a value must not take the next option for it, as the parser would: <c>--key= --quiet</c> would store under the
/// key <c>--quiet</c>, and <c>--prefix $UNSET --dry-run</c> would run in earnest.
/// </summary>
internal static class MissingValue
{
    private const string EndOfOptions = "--";
    private static readonly char[] Separators = ['=', ':'];

    /// <returns>What is wrong with the words; null where every option has its value.</returns>
    public static string? ProblemIn(IReadOnlyList<string> words, Command root)
    {
        var options = OptionsOf(root).GroupBy(option => option.Name).Select(same => same.First())
            .SelectMany(option => option.Aliases.Append(option.Name), (option, name) => (option, name))
            .ToDictionary(pair => pair.name, pair => pair.option, StringComparer.Ordinal);
        string previous = "";
        foreach (string word in words.TakeWhile(word => word != EndOfOptions))
        {
            string name = word.Length > 0 && Separators.Contains(word[^1]) ? word[..^1] : "";
            if (options.ContainsKey(name))
            {
                return $"{name}: the value is empty; leave the option out, or give a value.";
            }

            if (options.TryGetValue(previous, out Option? waiting) && TakesValue(waiting))
            {
                if (word.Length == 0)
                {
                    return $"{previous}: the value is empty; leave the option out, or give a value.";
                }

                if (options.ContainsKey(word.Split(Separators, count: 2)[0]))
                {
                    return $"{previous}: the value is missing. To give '{word}' as the value, write {previous}={word}";
                }

                previous = "";
                continue;
            }

            previous = word;
        }

        return null;
    }

    private static IEnumerable<Option> OptionsOf(Command command) => command.Options.Concat(command.Subcommands.SelectMany(OptionsOf));

    private static bool TakesValue(Option option) => option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0;
}
