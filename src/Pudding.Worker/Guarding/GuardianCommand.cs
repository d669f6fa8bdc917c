using System.Runtime.InteropServices;
using Pudding.Guardian;

namespace Pudding.Worker.Guarding;

/// <summary>How to start a guardian on this machine.</summary>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record GuardianCommand(string Program, IReadOnlyList<string> Arguments)
{
    private const string AssemblyName = "Pudding.Guardian";
    private const string DotnetName = "dotnet";

    /// <param name="path">Where the guardian is; <c>null</c> to look for it.</param>
    /// <exception cref="PlatformNotSupportedException">This is Windows.</exception>
    /// <exception cref="FileNotFoundException">There is none; the message says what to do.</exception>
    public static GuardianCommand Find(string? path)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("Command workers run on Linux and macOS: Windows has no process groups that a guardian could end.");

        if (path is not null)
            return File.Exists(path) ? FromFile(path) : throw new FileNotFoundException($"GuardianPath: there is no file '{path}'.", path);

        var assembly = Path.Combine(AppContext.BaseDirectory, AssemblyName + ".dll");
        var hasAssembly = File.Exists(assembly) && File.Exists(Path.ChangeExtension(assembly, ".runtimeconfig.json"));
        if (hasAssembly && OwnDotnet() is { } own)
            return WithDotnet(own, assembly);

        // A self-contained host: what is installed beside it may be of any version, its own program is not.
        if (AppContext.TryGetSwitch(GuardianProgram.HookSwitch, out var hooked) && hooked && Environment.ProcessPath is { } program)
            return new GuardianCommand(program, Path.GetFileNameWithoutExtension(program) == DotnetName
                ? [Environment.GetCommandLineArgs()[0], GuardianProgram.Argument]
                : [GuardianProgram.Argument]);

        if (hasAssembly && InstalledDotnet() is { } installed)
            return WithDotnet(installed, assembly);

        throw new FileNotFoundException(
            hasAssembly
                ? "There is no 'dotnet' to run the guardian of command jobs with. A host that is published self-contained, as a single file or ahead of time " +
                  "calls GuardianProgram.TryRun(args, out var exitCode) first in its Main; or set CommandWorkerOptions.GuardianPath."
                : $"The guardian of command jobs, '{assembly}' with its .runtimeconfig.json, is missing. Reference the package Pudding.Worker from the " +
                  "program itself so that its build copies the guardian, call GuardianProgram.TryRun(args, out var exitCode) first in Main (needed for a " +
                  "single file and ahead-of-time compilation), or set CommandWorkerOptions.GuardianPath.",
            assembly);
    }

    private static GuardianCommand FromFile(string path)
    {
        if (!path.EndsWith(".dll", StringComparison.Ordinal))
            return new GuardianCommand(path, [GuardianProgram.Argument]);

        return (OwnDotnet() ?? InstalledDotnet()) is { } dotnet
            ? WithDotnet(dotnet, path)
            : throw new FileNotFoundException($"GuardianPath: there is no 'dotnet' to run '{path}' with. Set DOTNET_ROOT.", DotnetName);
    }

    private static GuardianCommand WithDotnet(string dotnet, string assembly) => new(dotnet, [assembly, GuardianProgram.Argument]);

    /// <summary>The <c>dotnet</c> of the runtime that this process runs on: none when it is self-contained.</summary>
    private static string? OwnDotnet()
    {
        if (Environment.ProcessPath is { } program && Path.GetFileName(program) == DotnetName)
            return program;

        // <root>/shared/Microsoft.NETCore.App/<version>/
        var root = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..");
        return FirstFile(Path.GetFullPath(Path.Combine(root, DotnetName)));
    }

    private static string? InstalledDotnet() => FirstFile(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"),
        InDirectory(Environment.GetEnvironmentVariable("DOTNET_ROOT")),
        InDirectory("/usr/lib/dotnet"),
        InDirectory("/usr/share/dotnet"),
        InDirectory("/usr/local/share/dotnet"));

    private static string? InDirectory(string? directory) => string.IsNullOrEmpty(directory) ? null : Path.Combine(directory, DotnetName);

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
