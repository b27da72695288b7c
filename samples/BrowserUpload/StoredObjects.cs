using System.Collections.Concurrent;
using System.Security.Claims;
using S3MultipartUpload.AspNetCore;

namespace BrowserUpload;

/// <summary>The manifests of what was stored, each for its owner. In memory here; in an application of yours, a table.</summary>
internal sealed class StoredObjects : IBrowserUploadEvents
{
    private readonly ConcurrentDictionary<string, StoredObject> _objects = new();

    /// <summary>May come more than once for one upload, always with the same key: the first is kept.</summary>
    public Task OnCompletedAsync(BrowserUploadCompleted completed, CancellationToken cancellationToken)
    {
        _objects.TryAdd(completed.IdempotencyKey, new StoredObject(Guid.NewGuid().ToString("N"), completed, DateTimeOffset.UtcNow));
        return Task.CompletedTask;
    }

    public IEnumerable<StoredObject> Of(string userId) =>
        _objects.Values.Where(stored => stored.Upload.UserId == userId).OrderByDescending(stored => stored.At);
}

internal sealed record StoredObject(string Id, BrowserUploadCompleted Upload, DateTimeOffset At);

internal static class StoredObjectRoutes
{
    /// <summary>GET /objects and GET /objects/ID/manifest: everybody sees his own, and nobody another's.</summary>
    public static RouteGroupBuilder MapStoredObjects(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder objects = endpoints.MapGroup("/objects");
        objects.MapGet("", (StoredObjects all, ClaimsPrincipal user) => all.Of(IdOf(user)).Select(stored => new
        {
            stored.Id,
            Name = stored.Upload.FileName,
            stored.Upload.Manifest.Size,
            Parts = stored.Upload.Manifest.Parts.Count,
        }));
        objects.MapGet("{id}/manifest", (string id, StoredObjects all, ClaimsPrincipal user) =>
            all.Of(IdOf(user)).FirstOrDefault(stored => stored.Id == id) is { } found
                ? Results.Text(found.Upload.Manifest.ToJson(), "application/json")
                : Results.NotFound());
        return objects;
    }

    private static string IdOf(ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier) ?? "";
}
