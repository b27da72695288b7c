namespace S3MultipartUpload.Tests.Architecture;

/// <summary>The code keeps to the map of rooms in CONTRIBUTING.md.</summary>
public sealed class RoomTests
{
    private const string Library = "src/S3MultipartUpload";
    private const string Testing = "src/S3MultipartUpload.Testing";
    private const string Fleet = "src/S3MultipartUpload.Fleet";
    private const string AspNetCore = "src/S3MultipartUpload.AspNetCore";

    [Theory]
    [InlineData(Library)]
    [InlineData(Testing)]
    [InlineData(Fleet)]
    [InlineData(AspNetCore)]
    public void The_map_and_the_code_have_the_same_rooms(string folder) => Check.Empty(Map(folder).Differences(ProjectCode.Of(folder)));

    [Theory]
    [InlineData(Library)]
    [InlineData(Testing)]
    [InlineData(Fleet)]
    [InlineData(AspNetCore)]
    public void A_room_knows_lower_floors_only(string folder) => Check.Empty(Map(folder).Offences(ProjectCode.Of(folder)));

    [Theory]
    [InlineData(Library, 3)]
    [InlineData(Testing, 5)]
    [InlineData(Fleet, 3)]
    [InlineData(AspNetCore, 3)]
    public void Files_do_not_go_round_in_large_circles(string folder, int limit) =>
        Check.Empty(FileCircles.LargerThan(limit, ProjectCode.Of(folder)));

    [Theory]
    [InlineData(Library)]
    [InlineData(Testing)]
    [InlineData(Fleet)]
    [InlineData(AspNetCore)]
    public void The_reader_knows_every_name(string folder) => Check.Empty(ProjectCode.Of(folder).Unknown);

    /// <summary>Fails never; look at its output.</summary>
    [Theory]
    [InlineData(Library)]
    [InlineData(Testing)]
    [InlineData(Fleet)]
    [InlineData(AspNetCore)]
    public void The_matrix_of_rooms_can_be_printed(string folder) =>
        TestContext.Current.TestOutputHelper?.WriteLine(RoomMatrix.Print(folder));

    private static RoomMap Map(string folder) => RoomMap.Read(Repository.Read("CONTRIBUTING.md"), folder);
}
