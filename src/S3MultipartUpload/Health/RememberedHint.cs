namespace S3MultipartUpload.Health;

/// <summary>What a store has said of a bucket's configuration: asked again when it is an hour old.</summary>
internal sealed class RememberedHint
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>One reference, for two checks may run at one time.</summary>
    private Answer? _last;

    /// <summary>Asks, or remembers. What failed is told and not remembered; it fails nothing else.</summary>
    public async Task<string> GetAsync(Func<Task<string>> ask, TimeProvider time, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (_last is { } last && now - last.Asked < Longest)
        {
            return last.Text;
        }

        try
        {
            string text = await ask().WaitAsync(cancellationToken).ConfigureAwait(false);
            _last = new Answer(text, now);
            return text;
        }
#pragma warning disable CA1031 // Whatever it is, the bucket can be written to.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return $"unknown ({ProbeFailure.NameOf(failure)})";
        }
    }

    private sealed record Answer(string Text, DateTimeOffset Asked);
}
