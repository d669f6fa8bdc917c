using System.Text;
using BuildFarm.Builds;

namespace Pudding.Samples.Tests;

public sealed class BuildFileReaderTests
{
    [Fact]
    public void Parse_reads_a_small_file()
    {
        var file = Parse("""
            {
              "limit": 3,
              "slots": 4,
              "projects": [
                { "project": "a/b", "limit": 2, "weight": 0.5, "jobs": [{ "name": "one", "run": ["first", "second"], "timeoutSeconds": 7 }] }
              ]
            }
            """);

        Assert.Equal((3, 4), (file.Limit, file.Slots));
        var project = Assert.Single(file.Projects);
        Assert.Equal(("a/b", 2, 0.5), (project.Path.Value, project.Limit, project.Weight));
        var job = Assert.Single(project.Jobs);
        Assert.Equal(("one", "first\nsecond", TimeSpan.FromSeconds(7)), (job.Name, job.Script, job.Timeout));
    }

    [Fact]
    public void Parse_gives_defaults()
    {
        var file = Parse("""{ "projects": [{ "project": "a", "jobs": [{ "name": "one", "run": "x" }] }] }""");

        Assert.Equal((5, 6), (file.Limit, file.Slots));
        Assert.Null(file.Projects[0].Limit);
        Assert.Equal(1, file.Projects[0].Weight);
        Assert.Null(file.Projects[0].Jobs[0].Timeout);
    }

    [Fact]
    public void Parse_expands_matrix_and_repetition()
    {
        var jobs = JobsOf("""{ "name": "{os} {version} #{n}", "matrix": { "os": ["x", "y"], "version": [1, 2.5] }, "repeat": 2, "run": "x" }""");

        Assert.Equal(["x 1 #1", "x 1 #2", "x 2.5 #3", "x 2.5 #4", "y 1 #5", "y 1 #6", "y 2.5 #7", "y 2.5 #8"], jobs.Select(static job => job.Name));
        Assert.Equal([new("n", "8"), new("os", "y"), new("version", "2.5")], jobs[7].Variables.OrderBy(static variable => variable.Key));
    }

    [Fact]
    public void Parse_of_the_samples_own_file_gives_one_big_and_four_small_projects()
    {
        var file = BuildFileReader.Read(Path.Combine(AppContext.BaseDirectory, "builds.json"), out var errors);

        Assert.Empty(errors);
        Assert.Equal(60, file!.Projects[0].Jobs.Count);
        Assert.Equal(5, file.Projects.Count);
        Assert.All(file.Projects.Skip(1), static project => Assert.InRange(project.Jobs.Count, 2, 10));
    }

    [Fact]
    public void Parse_reports_every_error_with_line_and_field()
    {
        var errors = ErrorsOf("""
            {
              "limit": 0,
              "colour": "red",
              "projects": [
                {
                  "project": "acme//shop",
                  "weight": "heavy",
                  "jobs": [
                    {
                      "name": "test",
                      "run": "x"
                    },
                    {
                      "name": "test {module}",
                      "run": []
                    }
                  ]
                },
                {
                  "jobs": [
                    {
                      "name": "test {module}",
                      "run": "x",
                      "repeat": 0
                    }
                  ]
                }
              ]
            }
            """);

        Assert.Equal(
            [
                "builds.json:2: limit: 0 is not between 1 and 1000",
                "builds.json:3: colour: there is no such field; known are limit, slots, projects",
                "builds.json:6: projects[0].project: 'acme//shop' is not one to three names of letters, digits, '.', '_', '-', joined by slashes",
                "builds.json:7: projects[0].weight: 'heavy' is not a number between 0.01 and 100",
                "builds.json:15: projects[0].jobs[1].run: it has no commands",
                "builds.json:19: projects[1].project: it is missing",
                "builds.json:22: projects[1].jobs[0].name: there is no variable {module}; known are {n}",
                "builds.json:24: projects[1].jobs[0].repeat: 0 is not between 1 and 500",
            ],
            errors);
    }

    [Theory]
    [InlineData("[]", "an array is not an object")]
    [InlineData("null", "null is not an object")]
    [InlineData("{}", "projects: it is missing")]
    [InlineData("""{ "projects": [] }""", "projects: it has no items")]
    [InlineData("""{ "projects": {} }""", "projects: an object is not an array")]
    [InlineData("""{ "projects": ["a"] }""", "projects[0]: 'a' is not an object")]
    [InlineData("""{ "projects": [{ "project": 7, "jobs": [{ "name": "x", "run": "x" }] }] }""", "projects[0].project: 7 is not a text")]
    [InlineData("""{ "slots": 1, "slots": 2, "projects": [{ "project": "a", "jobs": [{ "name": "x", "run": "x" }] }] }""", "slots: it is given more than once")]
    [InlineData(
        """{ "projects": [{ "project": "a", "jobs": [{ "name": "x", "run": "x" }] }, { "project": "a/b", "jobs": [{ "name": "x", "run": "x" }] }] }""",
        "projects[1].project: 'a/b' and 'a' lie one below the other; only the leaves of the tree hold jobs")]
    [InlineData("""{ "slots": 1.5, "projects": [{ "project": "a", "jobs": [{ "name": "x", "run": "x" }] }] }""", "slots: 1.5 is not a whole number between 1 and 64")]
    public void Parse_refuses_a_wrong_file(string text, string expected) => Assert.Equal([Place(expected)], ErrorsOf(text));

    [Theory]
    [InlineData("""{ "run": "x" }""", "name: it is missing")]
    [InlineData("""{ "name": " ", "run": "x" }""", "name: ' ' is not a text")]
    [InlineData("""{ "name": "x" }""", "run: it is missing")]
    [InlineData("""{ "name": "x", "run": ["x", 1] }""", "run: 1 is not a command, or an array of commands")]
    [InlineData("""{ "name": "x", "run": "x", "timeoutSeconds": 0 }""", "timeoutSeconds: 0 is not between 1 and 3600")]
    [InlineData("""{ "name": "x", "run": "x", "repeat": "2" }""", "repeat: '2' is not a whole number between 1 and 500")]
    [InlineData("""{ "name": "x {a}", "run": "x", "matrix": [] }""", "matrix: an array is not an object of variables, each an array of values")]
    [InlineData("""{ "name": "x {a}", "run": "x", "matrix": { "a": [] } }""", "matrix.a: it is not an array of at least one value")]
    [InlineData("""{ "name": "x {a}", "run": "x", "matrix": { "a": "b" } }""", "matrix.a: 'b' is not an array of at least one value")]
    [InlineData("""{ "name": "x {a}", "run": "x", "matrix": { "a": [true] } }""", "matrix.a: true is neither a text nor a number")]
    [InlineData("""{ "name": "x {a}", "run": "x", "matrix": { "a": [1], "a": [2] } }""", "matrix.a: it is given more than once")]
    [InlineData(
        """{ "name": "x", "run": "x", "matrix": { "PATH": ["b"] } }""",
        "matrix.PATH: a variable is a lower-case letter, then lower-case letters, digits and '_', and not 'n', which counts the jobs")]
    [InlineData(
        """{ "name": "x", "run": "x", "matrix": { "a": [1, 2] }, "repeat": 251 }""",
        "matrix: it makes 502 jobs; at most 500 are allowed, write several entries in 'jobs'")]
    public void Parse_refuses_a_wrong_job(string job, string expected) =>
        Assert.Equal([Place($"projects[0].jobs[0].{expected}")], ErrorsOf(Around(job)));

    [Fact]
    public void Parse_refuses_names_that_are_too_long() => Assert.Equal(
        [Place("projects[0].jobs[0].name: it makes names of more than 200 characters")],
        ErrorsOf(Around($$"""{ "name": "x{a}", "run": "x", "matrix": { "a": ["{{new string('y', 200)}}"] } }""")));

    [Fact]
    public void Parse_refuses_a_project_twice() => Assert.Equal(
        ["builds.json:4: projects[1].project: 'a/b' is in the file already"],
        ErrorsOf("""
            {
              "projects": [
                { "project": "a/b", "jobs": [{ "name": "x", "run": "x" }] },
                { "project": "a/b", "jobs": [{ "name": "x", "run": "x" }] }
              ]
            }
            """));

    [Theory]
    [InlineData("{\n  \"limit\": 5,,\n}", "builds.json:2:14: not valid JSON: ")]
    [InlineData("{\n  \"limit\": 5", "builds.json:2:13: not valid JSON: ")]
    [InlineData("", "builds.json:1:1: not valid JSON: ")]
    [InlineData("{} {}", "builds.json:1:4: not valid JSON: ")]
    [InlineData("{\n \"limit\": \"\\ud800\" }", "builds.json:2:11: not valid JSON: The text is not valid Unicode.")]
    public void Parse_points_at_a_syntax_error_with_line_and_column(string text, string expected)
    {
        var error = Assert.Single(ErrorsOf(text));

        Assert.StartsWith(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_skips_a_byte_order_mark()
    {
        BuildFileReader.Parse([.. Encoding.UTF8.Preamble, .. "{}"u8], "builds.json", out var errors);

        Assert.Equal(["builds.json:1: projects: it is missing"], errors);
    }

    [Fact]
    public void Read_says_that_there_is_no_such_file()
    {
        Assert.Null(BuildFileReader.Read("nowhere/builds.json", out var errors));
        Assert.Equal(["nowhere/builds.json: there is no such file"], errors);
    }

    [Fact]
    public void Read_says_that_a_folder_cannot_be_read()
    {
        Assert.Null(BuildFileReader.Read(AppContext.BaseDirectory, out var errors));
        Assert.Contains("it is a folder", Assert.Single(errors), StringComparison.Ordinal);
    }

    private static BuildFile Parse(string text)
    {
        var file = BuildFileReader.Parse(Encoding.UTF8.GetBytes(text), "builds.json", out var errors);
        Assert.Empty(errors);
        return file!;
    }

    private static IReadOnlyList<BuildJob> JobsOf(string job) => Parse(Around(job)).Projects[0].Jobs;

    private static IReadOnlyList<string> ErrorsOf(string text)
    {
        Assert.Null(BuildFileReader.Parse(Encoding.UTF8.GetBytes(text), "builds.json", out var errors));
        return errors;
    }

    private static string Around(string job) => $$"""{ "projects": [{ "project": "a", "jobs": [{{job}}] }] }""";

    private static string Place(string error) => $"builds.json:1: {error}";
}
