using System.Runtime.InteropServices;

namespace Pudding.LocalProcess.Images;

/// <summary>How to run a program on this machine.</summary>
internal static class ProgramCommand
{
    private const string Agent = "Pudding.Agent";
    private const string Dotnet = "dotnet";

    public static bool IsAssembly(string path) => path.EndsWith(".dll", StringComparison.Ordinal);

    /// <summary>The agent beside the host's own assemblies: its own program, else the assembly; <c>null</c> when there is none.</summary>
    public static string? FindAgent() => FirstFile(Path.Combine(AppContext.BaseDirectory, Agent), Path.Combine(AppContext.BaseDirectory, Agent + ".dll"));

    /// <returns>The program with its arguments; for an assembly, <c>dotnet</c> with it.</returns>
    public static IReadOnlyList<string> For(string path, IEnumerable<string> arguments) => IsAssembly(path) ? [FindDotnet(), path, .. arguments] : [path, .. arguments];

    /// <summary>The <c>dotnet</c> that runs this process, else the one that is installed.</summary>
    private static string FindDotnet() =>
        Environment.ProcessPath is { } own && Path.GetFileName(own) == Dotnet
            ? own
            : FirstFile(
                Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"),
                Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", Dotnet)), // <root>/shared/Microsoft.NETCore.App/<version>/
                Path.Combine(Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? "", Dotnet)) ?? Dotnet;

    private static string? FirstFile(params ReadOnlySpan<string?> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (File.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
