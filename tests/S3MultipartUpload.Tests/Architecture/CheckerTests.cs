namespace S3MultipartUpload.Tests.Architecture;

/// <summary>The checker finds what it is there for, in small projects that lie nowhere.</summary>
public sealed class CheckerTests
{
    private const string Map = """
        ### Rooms of src/Sketch

        | floor | room | what is in it |
        |---|---|---|
        | 3 | `./` | the door |
        | 2 | `Upper/` | knows |
        | 1 | `Lower/`, `Beside/` | is known |

        ## Something else

        | 9 | `Elsewhere/` | no room |
        """;

    [Fact]
    public void References_that_go_down_pass()
    {
        ProjectCode code = Code(
            ("Door.cs", "public class Door { public Upper? Inside { get; } }"),
            ("Upper/Upper.cs", "public class Upper : Lower { private readonly Near _near = new(); }"),
            ("Upper/Near.cs", "public class Near { }"),
            ("Lower/Lower.cs", "public class Lower { }"),
            ("Beside/Beside.cs", "public class Beside { }"));
        var map = RoomMap.Read(Map, "src/Sketch");
        Assert.Empty(map.Differences(code));
        Assert.Empty(map.Offences(code));
        Assert.Empty(code.Unknown);
        Assert.Contains("Door.cs:1 refers to Upper/Upper.cs (Upper)", code.References.Select(reference => reference.ToString()));
    }

    [Fact]
    public void A_reference_turned_round_is_named()
    {
        ProjectCode code = Code(
            ("Upper/Upper.cs", "public class Upper { }"),
            ("Lower/Lower.cs", "public class Lower\n{\n    private readonly Upper? _upper;\n}"));
        string offence = Assert.Single(RoomMap.Read(Map, "src/Sketch").Offences(code));
        Assert.Equal(
            "Lower/ (floor 1) may not know Upper/ (floor 2); references: 1\n    Lower/Lower.cs:3 refers to Upper/Upper.cs (Upper)",
            offence);
    }

    [Fact]
    public void Rooms_of_one_floor_do_not_know_each_other()
    {
        ProjectCode code = Code(("Beside/Beside.cs", "public class Beside : Lower { }"), ("Lower/Lower.cs", "public class Lower { }"));
        Assert.Contains("Beside/Beside.cs:1", Assert.Single(RoomMap.Read(Map, "src/Sketch").Offences(code)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("class A { void Do() => Known.Call(); }", "Known Call")]
    [InlineData("class A { void Do() => 1.Extended(); }", "Extended")]
    [InlineData("class A { int Do() => 1.Blocked; }", "Blocked")]
    [InlineData("class A { Known Do() => new(); }", "Known")]
    [InlineData("class A { void Do() { var known = B.Give(); } } class B { public static dynamic Give() => 1; }", "")]
    [InlineData("class A { void Do(Other other) { var known = other.Known; } } class Other { public Known[] Known = []; }", "Known")]
    [InlineData("class A { object Do() => new Known { Number = 1 }; }", "Known Number")]
    [InlineData("class A { bool Do(object it) => it is Known { Number: 1 }; }", "Known Number")]
    [InlineData("[Marked] class A { }", "MarkedAttribute")]
    [InlineData("class A { string Do() => $\"{Known.One}\"; }", "Known One")]
    [InlineData("using K = Known; class A : List<K>;", "Known")]
    [InlineData("class A { string Do() => nameof(Known) + nameof(Known.Number); }", "")]
    [InlineData("/// <summary>As <see cref=\"Known\"/> does. <see cref=\"Known.Call\"/></summary>\nclass A { /* Known */ }", "")]
    public void Names_in_code_count_and_words_do_not(string source, string names)
    {
        ProjectCode code = Code(
            ("A.cs", source),
            ("Known.cs", """
                public class Known { public int Number { get; set; } public const int One = 1; public static void Call() { } }
                public static class Extensions
                {
                    public static void Extended(this int number) { }
                    extension(int number) { public int Blocked => number; }
                }
                public sealed class MarkedAttribute : Attribute;
                """));
        Assert.Equal(
            names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(),
            code.References.Where(reference => reference.From == "A.cs").Select(reference => reference.Name).Distinct().Order());
    }

    [Fact]
    public void A_name_that_nobody_declares_is_reported() =>
        Assert.Contains("CS0246", Assert.Single(Code(("A.cs", "class A : Nowhere;")).Unknown), StringComparison.Ordinal);

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public void A_circle_of_more_than_three_files_is_found(int files, bool found)
    {
        ProjectCode code = Code(
        [
            .. Enumerable.Range(0, files).Select(i => ($"C{i}.cs", $"class C{i} {{ C{(i + 1) % files}? _next; Outside? _out; }}")),
            ("Outside.cs", "class Outside;"),
        ]);
        Assert.Equal(files, Assert.Single(FileCircles.Of(code)).Count);
        IReadOnlyList<string> circles = FileCircles.LargerThan(3, code);
        Assert.Equal(found ? ["A circle of 4 files, and 3 are allowed:"] : [], circles.Select(circle => circle.Split('\n')[0]));
        Assert.All(circles, circle => Assert.Contains("C3.cs knows C0.cs", circle, StringComparison.Ordinal));
    }

    [Fact]
    public void The_map_and_the_code_are_compared()
    {
        ProjectCode code = Code(("A.cs", ""), ("Upper/A.cs", ""), ("Lower/Deep/A.cs", ""), ("Cellar/A.cs", ""));
        Assert.Equal(
            ["Cellar/ is in the code and not in the map", "Beside/ is in the map and not in the code"],
            RoomMap.Read(Map, "src/Sketch").Differences(code));
    }

    [Fact]
    public void A_map_that_is_missing_is_refused() =>
        Assert.Throws<FormatException>(() => RoomMap.Read(Map, "src/Sketch.Testing"));

    private static ProjectCode Code(params (string Path, string Text)[] files) =>
        ProjectCode.Of(files.ToDictionary(file => file.Path, file => file.Text));
}
