using Pudding.TestSupport;

namespace Pudding.ArchitectureTests.Packages;

public sealed class PackageTests
{
    [Fact]
    public void Every_package_says_what_it_is() => Rule.Holds(
        "Every package has a Description and a README.md that begins with its name.",
        Tree.Projects.Where(static project => project.IsPackage).SelectMany(Missing));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Repository.PathOf("Pudding.sln")).Replace('\\', '/');
        Rule.Holds(
            "Every project is in the solution, so that one command builds and tests all of them.",
            Tree.Texts.Where(static file => file.Path.EndsWith(".csproj", StringComparison.Ordinal))
                .Where(file => !solution.Contains($"\"{file.Path}\"", StringComparison.Ordinal))
                .Select(static file => file.Path));
    }

    [Fact]
    public void Every_package_is_in_the_readme()
    {
        var readme = File.ReadAllText(Repository.PathOf("README.md"));
        Rule.Holds(
            "Every package has a row in the table of README.md.",
            Tree.Projects.Where(static project => project.IsPackage)
                .Where(project => !readme.Contains($"| [{project.Name}](", StringComparison.Ordinal))
                .Select(static project => project.Name));
    }

    private static IEnumerable<string> Missing(SourceProject project)
    {
        if (string.IsNullOrWhiteSpace(project.Property("Description")))
            yield return $"{project.RelativePath}: no Description";

        var readme = Path.Combine(project.FolderPath, "README.md");
        if (!File.Exists(readme))
            yield return $"{project.RelativePath}: no README.md";
        else if (File.ReadLines(readme).FirstOrDefault() != $"# {project.Name}")
            yield return $"{project.RelativePath}: its README.md doesn't begin with '# {project.Name}'";
    }
}
