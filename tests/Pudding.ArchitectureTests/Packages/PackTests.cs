using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using Pudding.TestSupport;

namespace Pudding.ArchitectureTests.Packages;

/// <summary>Packs what these tests were built from and looks inside.</summary>
public sealed class PackTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pudding-packages-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Packages_are_complete_and_the_same_each_time()
    {
        var first = await PackAsync("first");
        var second = await PackAsync("second");

        var packages = Tree.Projects.Where(static project => project.IsPackage).Select(static project => project.Name).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(packages, first.Where(IsPackage).Select(IdOf).Order(StringComparer.Ordinal));
        Assert.Equal(packages, first.Where(static file => file.Extension == ".snupkg").Select(IdOf).Order(StringComparer.Ordinal));
        Rule.Holds("A package holds what a host needs.", first.SelectMany(Missing));
        if (first.All(IsFromReproducibleSdk))
        {
            Rule.Holds(
                "The same sources make the same package.",
                first.Zip(second).Where(static pair => Hash(pair.First) != Hash(pair.Second)).Select(static pair => pair.First.Name));
        }
    }

    private async Task<FileInfo[]> PackAsync(string name)
    {
        var output = _folder.CreateSubdirectory(name);
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name; // …/artifacts/bin/<project>/<configuration>
        using var pack = Process.Start(new ProcessStartInfo("dotnet", ["pack", Repository.PathOf("Pudding.sln"), "--no-build", "-c", configuration, "-o", output.FullName])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!;
        var said = pack.StandardOutput.ReadToEndAsync();
        await Eventually.CompletesAsync("dotnet pack has ended", pack.WaitForExitAsync(), TimeSpan.FromMinutes(3));

        Assert.True(pack.ExitCode == 0, await said);
        return [.. output.GetFiles().OrderBy(static file => file.Name, StringComparer.Ordinal)];
    }

    private static bool IsPackage(FileInfo file) => file.Extension == ".nupkg";

    /// <summary>The name without the version, which begins with the first digit after a dot.</summary>
    private static string IdOf(FileInfo file) => string.Join('.', file.Name.Split('.').TakeWhile(static part => !char.IsAsciiDigit(part[0])));

    private static IEnumerable<string> Missing(FileInfo file)
    {
        using var package = ZipFile.OpenRead(file.FullName);
        var entries = package.Entries.Select(static entry => entry.FullName).ToHashSet(StringComparer.Ordinal);
        var library = $"lib/net10.0/{IdOf(file)}";
        string[] wanted = IsPackage(file) ? ["README.md", "LICENSE", library + ".dll", library + ".xml"] : [library + ".pdb"];
        return wanted.Where(entry => !entries.Contains(entry)).Select(entry => $"{file.Name}: no {entry}");
    }

    /// <summary>Older SDKs write the time and a random name into each package, whatever they are told.</summary>
    private static bool IsFromReproducibleSdk(FileInfo file)
    {
        using var package = ZipFile.OpenRead(file.FullName);
        return package.Entries.Any(static entry => entry.Name == "nuget.psmdcp");
    }

    private static string Hash(FileInfo file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file.FullName)));
}
