namespace S3MultipartUpload.Testing.Catalog;

/// <summary>S3 lists keys in the binary order of their UTF-8 form, which is the order of their code points.</summary>
internal sealed class KeyOrder : IComparer<string>
{
    public static readonly KeyOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        int common = x.AsSpan().CommonPrefixLength(y);
        return common == x.Length || common == y.Length
            ? x.Length.CompareTo(y.Length)
            : Rank(x[common]).CompareTo(Rank(y[common]));
    }

    /// <summary>A surrogate stands for a code point above every character of the basic plane.</summary>
    private static int Rank(char character) => char.IsSurrogate(character) ? character + 0x10000 : character;
}
