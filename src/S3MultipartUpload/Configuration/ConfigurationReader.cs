using Microsoft.Extensions.Configuration;
using S3MultipartUpload.Diagnostics;

namespace S3MultipartUpload.Configuration;

/// <summary>
/// Reads options from a section of an application's configuration. What it cannot read is noted in the options, for their validation to
/// tell with all other problems. The value of a key that is not known is never told: it may be a secret in the wrong place.
/// </summary>
internal static class ConfigurationReader
{
    private const int LongestValue = 40;

    public static void Read(IConfiguration? configuration, string path, S3MultipartUploadOptions options)
    {
        if (configuration is null)
        {
            options.ConfigurationProblems.Add($"No IConfiguration is registered, from which the section '{path}' could be read.");
            return;
        }

        if (IsMissing(configuration, path) is { } problem)
        {
            options.ConfigurationProblems.Add(problem);
        }

        Read(configuration.GetSection(path), prefix: "", options);
    }

    private static void Read(IConfigurationSection parent, string prefix, S3MultipartUploadOptions options)
    {
        foreach (IConfigurationSection child in parent.GetChildren())
        {
            string name = prefix + child.Key;
            bool isSetting = Settings.ByName.TryGetValue(name, out Action<S3MultipartUploadOptions, string>? set);
            bool hasChildren = child.GetChildren().Any();
            if (!isSetting && hasChildren && IsSectionOfSettings(name))
            {
                Read(child, name + ":", options);
            }
            else if (!isSetting)
            {
                options.ConfigurationProblems.Add(Unknown(child.Path, name));
            }
            else if (hasChildren)
            {
                options.ConfigurationProblems.Add($"{child.Path} in the configuration is a section; it takes one value.");
            }
            else if (child.Value is { } value && Try(() => set?.Invoke(options, value.Trim())) is { } problem)
            {
                string shown = Log.OnOneLine(value, LongestValue);
                options.ConfigurationProblems.Add($"{child.Path} in the configuration is '{shown}', which is {problem}.");
            }
        }
    }

    /// <summary>A section that is not there is more likely misspelt than meant; an empty one is there.</summary>
    private static string? IsMissing(IConfiguration configuration, string path)
    {
        int colon = path.LastIndexOf(':');
        IConfiguration parent = colon < 0 ? configuration : configuration.GetSection(path[..colon]);
        string[] siblings = [.. parent.GetChildren().Select(section => section.Key)];
        string name = path[(colon + 1)..];
        return siblings.Contains(name, StringComparer.OrdinalIgnoreCase) ? null
            : NearestName.Of(name, siblings) is { } nearest
            ? $"There is no section '{path}' in the configuration; the nearest is '{path[..(colon + 1)]}{nearest}'."
            : $"There is no section '{path}' in the configuration.";
    }

    private static bool IsSectionOfSettings(string name) =>
        Settings.ByName.Keys.Any(setting => setting.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));

    private static string Unknown(string path, string name) => Settings.OfCode.TryGetValue(name, out string? how)
        ? $"{Log.OnOneLine(path)} in the configuration cannot be set by a text: {how}."
        : $"{Log.OnOneLine(path)} in the configuration is not known; the nearest known one is '{Nearest(name)}'.";

    /// <summary>A section of settings counts by its own name, unless something else has been made of it.</summary>
    private static string? Nearest(string name)
    {
        string parent = name[..(name.LastIndexOf(':') + 1)];
        return IsSectionOfSettings(name)
            ? Settings.ByName.Keys.First(setting => setting.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            : NearestName.Of(name, Settings.ByName.Keys
                .Where(setting => setting.StartsWith(parent, StringComparison.OrdinalIgnoreCase))
                .Select(setting => parent + setting[parent.Length..].Split(':')[0]));
    }

    private static string? Try(Action set)
    {
        try
        {
            set();
            return null;
        }
        catch (FormatException unreadable)
        {
            return unreadable.Message;
        }
        catch (ArgumentException refused)
        {
            return $"refused: {refused.Message.TrimEnd('.')}";
        }
    }
}
