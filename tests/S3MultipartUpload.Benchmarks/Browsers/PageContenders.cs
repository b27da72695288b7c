namespace S3MultipartUpload.Benchmarks.Browsers;

/// <summary>What uploads a file in the page: a function of the file each, to the milliseconds that it took.</summary>
internal static class PageContenders
{
    public const string Uppy = "Uppy";
    public const string Ours = "s3-multipart-upload";
    public const string Floor = "floor";

    /// <summary>
    /// Uppy without its dashboard and its copy of the file, our client with and without checksums, and the floor beneath them, which is a
    /// bare parallel fetch of the same slices.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Scripts { get; } = new Dictionary<string, string>
    {
        [Uppy] = """
            async file => {
              const plugins = ['GoldenRetriever', 'Dashboard'].map(name => uppy.getPlugin(name)).filter(Boolean);
              plugins.forEach(plugin => uppy.removePlugin(plugin));
              uppy.addFile({ name: file.name, type: file.type, data: file, source: 'local' });
              const began = performance.now();
              const { successful } = await uppy.upload();
              const took = performance.now() - began;
              uppy.clear();
              if (successful.length !== 1) throw new Error('Not stored');
              return took;
            }
            """,
        [Ours] = """
            async file => {
              const { upload } = await import(underTest);
              const began = performance.now();
              await upload(file, { endpoint: '/uploads' });
              return performance.now() - began;
            }
            """,
        [$"{Ours} without checksums"] = """
            async file => {
              const { upload } = await import(underTest);
              const began = performance.now();
              await upload(file, { endpoint: '/uploads', checksum: false });
              return performance.now() - began;
            }
            """,
        [Floor] = """
            async file => {
              const base = '/uploads/s3/multipart';
              const json = async (method, path, body) => {
                const headers = { 'content-type': 'application/json' };
                const answer = await fetch(base + path, body ? { method, headers, body: JSON.stringify(body) } : { method });
                if (!answer.ok) throw new Error(await answer.text());
                return answer.json();
              };
              const began = performance.now();
              const { uploadId, key, partSize } = await json('POST', '', { filename: file.name, type: file.type, size: file.size });
              const path = rest => `/${encodeURIComponent(uploadId)}${rest}?key=${encodeURIComponent(key)}`;
              const parts = [];
              let next = 1;
              await Promise.all(Array.from({ length: 6 }, async () => {
                for (let number; (number = next++) <= Math.ceil(file.size / partSize);) {
                  const { url, headers } = await json('GET', path(`/${number}`));
                  const body = file.slice((number - 1) * partSize, number * partSize);
                  const stored = await fetch(url, { method: 'PUT', body, headers });
                  if (!stored.ok) throw new Error(await stored.text());
                  parts[number - 1] = { PartNumber: number, ETag: stored.headers.get('etag') };
                }
              }));
              await json('POST', path('/complete'), { parts });
              return performance.now() - began;
            }
            """,
    };
}
