using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;

namespace S3MultipartUpload.Testing.Hosting;

/// <summary>
/// Starts the web server at a port that no endpoint of this process has had. The SDK remembers for every address how far its clock was
/// off: an endpoint whose clock a test drives would leave that to the next endpoint there, whose requests would then be refused.
/// </summary>
internal static class FreshPort
{
    /// <summary>More would be of no use: then the system has hardly any port left.</summary>
    private const int MostTries = 20;

    private static readonly ConcurrentDictionary<int, byte> Had = new();

    /// <param name="build">Makes the web server.</param>
    /// <param name="isGiven">Whether the caller has chosen the port.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<WebApplication> StartAsync(Func<WebApplication> build, bool isGiven, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            WebApplication host = build();
            try
            {
                await host.StartAsync(cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                await host.DisposeAsync().ConfigureAwait(false);
                throw;
            }

            if (Had.TryAdd(new Uri(host.Urls.Single()).Port, 0) || isGiven || attempt == MostTries)
            {
                return host;
            }

            await host.DisposeAsync().ConfigureAwait(false);
        }
    }
}
