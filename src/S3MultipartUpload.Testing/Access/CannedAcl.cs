namespace S3MultipartUpload.Testing.Access;

/// <summary>
/// An access control list by its name (S3 User Guide, "Canned ACL"): what it grants besides full control for the owner. With one account
/// there is nobody else to grant anything to but groups.
/// </summary>
internal sealed record CannedAcl(string Name, params (string Group, string Permission)[] Grants)
{
    public const string Private = "private";
    private const string AllUsers = "http://acs.amazonaws.com/groups/global/AllUsers";
    private const string AuthenticatedUsers = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
    private const string LogDelivery = "http://acs.amazonaws.com/groups/s3/LogDelivery";

    public static readonly IReadOnlyList<CannedAcl> All =
    [
        new(Private),
        new("public-read", (AllUsers, "READ")),
        new("public-read-write", (AllUsers, "READ"), (AllUsers, "WRITE")),
        new("authenticated-read", (AuthenticatedUsers, "READ")),
        new("bucket-owner-read"),
        new("bucket-owner-full-control"),
        new("log-delivery-write", (LogDelivery, "WRITE"), (LogDelivery, "READ_ACP")),
    ];

    public bool LetsAnyoneRead => Grants.Contains((AllUsers, "READ"));

    public bool LetsAnyoneWrite => Grants.Contains((AllUsers, "WRITE"));

    /// <summary>Whether it grants anything to everybody in the world, or to all who have an account.</summary>
    public bool IsPublic => Grants.Any(grant => grant.Group is AllUsers or AuthenticatedUsers);

    /// <summary>The list of that name, where none means private; or null for a name that is none.</summary>
    public static CannedAcl? Find(string? name) => All.FirstOrDefault(acl => acl.Name == (name ?? Private));

    /// <summary>The list that grants exactly this to groups, or null where none does.</summary>
    public static CannedAcl? Find(IReadOnlyCollection<(string Group, string Permission)> grants) =>
        All.FirstOrDefault(acl => acl.Grants.ToHashSet().SetEquals(grants));
}
