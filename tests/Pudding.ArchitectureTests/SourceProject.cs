using System.Xml.Linq;
using Pudding.TestSupport;

namespace Pudding.ArchitectureTests;

/// <summary>A project under src.</summary>
internal sealed class SourceProject(string fullPath)
{
    public string Name { get; } = Path.GetFileNameWithoutExtension(fullPath);

    public string FolderPath { get; } = Path.GetDirectoryName(fullPath)!;

    /// <summary>The path from the root, with slashes.</summary>
    public string RelativePath { get; } = Path.GetRelativePath(Repository.Root, fullPath).Replace('\\', '/');

    public XDocument Xml { get; } = XDocument.Load(fullPath);

    public string AssemblyName => Property("AssemblyName") ?? Name;

    /// <summary>Whether it becomes a package of its own.</summary>
    public bool IsPackage => Property("IsPackable") != "false";

    public string? Property(string name) => Xml.Descendants(name).LastOrDefault()?.Value.Trim();

    /// <summary>What its items of one kind include.</summary>
    public IEnumerable<string> Items(string kind) => Xml.Descendants(kind).Select(static item => (string?)item.Attribute("Include")).OfType<string>();

    /// <summary>The names of the projects that it references.</summary>
    public IEnumerable<string> ProjectReferences => Items("ProjectReference").Select(static path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));
}
