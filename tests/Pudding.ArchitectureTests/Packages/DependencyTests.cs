namespace Pudding.ArchitectureTests.Packages;

public sealed class DependencyTests
{
    private const string Core = "Pudding";

    /// <summary>Arrows between packages that lead elsewhere than to the core, each with its reason.</summary>
    private static readonly Dictionary<string, string[]> Exceptions = new(StringComparer.Ordinal)
    {
        ["Pudding.Worker"] = ["Pudding.Guardian", "Pudding.Protocol"], // packed inside it: the process that each job runs under; and what it says to a host
        ["Pudding.AspNetCore"] = ["Pudding.Protocol"], // what it says to workers
        ["Pudding.Agent"] = ["Pudding.Worker", "Pudding.Guardian", "Pudding.Protocol"], // the program round that library
    };

    [Fact]
    public void Packages_reference_only_the_core() => Rule.Holds(
        "Packages reference only the core, so that a host takes only what it uses and providers never know each other.",
        Tree.Projects
            .SelectMany(static project => project.ProjectReferences.Select(reference => (project.Name, Reference: reference)))
            .Concat(Tree.Assemblies.SelectMany(static assembly => assembly.GetReferencedAssemblies()
                .Where(static reference => reference.Name!.StartsWith(Core, StringComparison.Ordinal))
                .Select(reference => (Name: assembly.GetName().Name!, Reference: reference.Name!))))
            .Distinct()
            .Where(static arrow => arrow.Name == Core || (arrow.Reference != Core && !Exceptions.GetValueOrDefault(arrow.Name, []).Contains(arrow.Reference)))
            .Select(static arrow => $"{arrow.Name} -> {arrow.Reference}"));

    [Fact]
    public void The_core_depends_only_on_abstractions()
    {
        var core = Tree.Projects.Single(static project => project.Name == Core);
        Rule.Holds(
            "The core depends only on the abstractions of Microsoft.Extensions (and Cronos, once it is needed): what it is embedded in decides the rest.",
            core.Items("PackageReference").Where(static package => !IsAllowed(package)).Select(static package => $"package {package}")
                .Concat(core.Items("FrameworkReference").Select(static framework => $"framework {framework}"))
                .Concat(Tree.Assemblies.Single(static assembly => assembly.GetName().Name == Core).GetReferencedAssemblies()
                    .Select(static reference => reference.Name!)
                    .Where(static name => !name.StartsWith("System.", StringComparison.Ordinal) && !IsAllowed(name))
                    .Select(static name => $"assembly {name}")));
    }

    private static bool IsAllowed(string name) =>
        name is "Cronos" or "Microsoft.Extensions.Options" or "Microsoft.Extensions.Primitives"
        || (name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) && name.EndsWith(".Abstractions", StringComparison.Ordinal));
}
