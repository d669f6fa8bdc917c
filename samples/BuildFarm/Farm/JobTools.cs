namespace BuildFarm.Farm;

/// <summary>What jobs call by name: the scripts of this sample, <c>csc</c> and <c>run-dll</c>.</summary>
internal sealed class JobTools(string folder, Toolchain toolchain)
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Puts them there, or puts new ones in the place of those of a run before; jobs of that may be at them.</summary>
    public void Install()
    {
        Directory.CreateDirectory(folder);
        foreach (var script in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "scripts"), "*.sh"))
            AddTool(Path.GetFileNameWithoutExtension(script), File.ReadAllText(script));

        var references = Path.Combine(folder, "references.rsp");
        Replace(references, string.Join('\n', toolchain.References.Select(static reference => $"-reference:\"{reference}\"")));
        // Several compilers run at once: each with a garbage collector for servers, as it is configured, would take a gigabyte.
        AddTool("csc", $"""DOTNET_gcServer=0 exec "{toolchain.Dotnet}" exec "{toolchain.Compiler}" -nologo -noconfig @"{references}" "$@" """);

        var runtime = Path.Combine(folder, "app.runtimeconfig.json");
        Replace(runtime, $$$"""
            { "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "{{{Environment.Version.Major}}}.0.0" } } }
            """);
        AddTool("run-dll", $"""exec "{toolchain.Dotnet}" exec --runtimeconfig "{runtime}" "$@" """);
    }

    private void AddTool(string name, string script) => Replace(Path.Combine(folder, name), $"#!/bin/sh\nset -e\n{script}\n");

    /// <summary>Who reads the former file goes on reading that.</summary>
    private static void Replace(string path, string text)
    {
        File.WriteAllText(path + ".new", text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path + ".new", Executable);
        File.Move(path + ".new", path, overwrite: true);
    }
}
