using System.Runtime.InteropServices;

namespace BuildFarm.Farm;

/// <summary>The C# compiler of a .NET SDK, and what it needs. Called by itself it takes a second where <c>dotnet build</c> takes several.</summary>
/// <param name="Dotnet">The <c>dotnet</c> program.</param>
/// <param name="Compiler">The compiler, to be run with it.</param>
/// <param name="References">The framework's assemblies.</param>
internal sealed record Toolchain(string Dotnet, string Compiler, IReadOnlyList<string> References)
{
    /// <summary>Finds the newest SDK beside the runtime that runs this program, or else where <c>DOTNET_ROOT</c> and <c>PATH</c> point.</summary>
    public static Toolchain? Find() => Roots().Select(FindIn).OfType<Toolchain>().FirstOrDefault();

    private static IEnumerable<string> Roots()
    {
        // The runtime's folder is root/shared/Microsoft.NETCore.App/version.
        yield return Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
            yield return root;

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var dotnet = new FileInfo(Path.Combine(folder, "dotnet"));
            if (dotnet.Exists)
                yield return (dotnet.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? dotnet.FullName) is var path ? Path.GetDirectoryName(path)! : folder;
        }
    }

    private static Toolchain? FindIn(string root)
    {
        var dotnet = Path.Combine(root, "dotnet");
        var compiler = Newest(Path.Combine(root, "sdk"), Path.Combine("Roslyn", "bincore", "csc.dll"));
        if (!File.Exists(dotnet) || compiler is null)
            return null;

        // The reference assemblies are a separate package in some distributions; the runtime's own assemblies do as well, a little slower.
        var references = Newest(Path.Combine(root, "packs", "Microsoft.NETCore.App.Ref"), Path.Combine("ref", $"net{Environment.Version.Major}.0"))
            ?? RuntimeEnvironment.GetRuntimeDirectory();
        return new Toolchain(dotnet, compiler, [.. Directory.EnumerateFiles(references, "*.dll").Order(StringComparer.Ordinal)]);
    }

    private static string? Newest(string folder, string pathInVersion) =>
        !Directory.Exists(folder) ? null : Directory.EnumerateDirectories(folder)
            .OrderByDescending(static version => Version.TryParse(Path.GetFileName(version).Split('-')[0], out var parsed) ? parsed : new Version(0, 0))
            .Select(version => Path.Combine(version, pathInVersion))
            .FirstOrDefault(Path.Exists);
}
