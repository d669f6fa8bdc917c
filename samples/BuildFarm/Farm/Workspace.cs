namespace BuildFarm.Farm;

/// <summary>The folder in which jobs make their files, with the tools that they call. Removed when disposed.</summary>
internal sealed class Workspace : IDisposable
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly string _root;

    private Workspace(string root) => _root = root;

    /// <summary>Where the worker makes a folder for each job.</summary>
    public string JobsFolder => Path.Combine(_root, "jobs");

    /// <summary>Where the pool writes down its instances.</summary>
    public string InstancesFolder => Path.Combine(_root, "instances");

    /// <summary>What jobs call by name: the scripts of this sample, <c>csc</c> and <c>run-dll</c>.</summary>
    public string ToolsFolder => Path.Combine(_root, "tools");

    /// <summary>Makes the folder.</summary>
    /// <returns><c>null</c> when it can't be made; the error says why.</returns>
    public static Workspace? Create(string parent, Toolchain toolchain, out string error)
    {
        var workspace = new Workspace(Path.Combine(Path.GetFullPath(parent), "build-farm-" + Path.GetRandomFileName()));
        try
        {
            Directory.CreateDirectory(workspace.ToolsFolder);
            Directory.CreateDirectory(workspace.JobsFolder);
            workspace.AddTools(toolchain);
            error = "";
            return workspace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error = $"--work: the folder for the jobs can't be made: {exception.Message}";
            return null;
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void AddTools(Toolchain toolchain)
    {
        foreach (var script in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "scripts"), "*.sh"))
            AddTool(Path.GetFileNameWithoutExtension(script), File.ReadAllText(script));

        var references = Path.Combine(_root, "references.rsp");
        File.WriteAllLines(references, toolchain.References.Select(static reference => $"-reference:\"{reference}\""));
        // Several compilers run at once: each with a garbage collector for servers, as it is configured, would take a gigabyte.
        AddTool("csc", $"""DOTNET_gcServer=0 exec "{toolchain.Dotnet}" exec "{toolchain.Compiler}" -nologo -noconfig @"{references}" "$@" """);

        var runtime = Path.Combine(_root, "app.runtimeconfig.json");
        File.WriteAllText(runtime, $$$"""
            { "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "{{{Environment.Version.Major}}}.0.0" } } }
            """);
        AddTool("run-dll", $"""exec "{toolchain.Dotnet}" exec --runtimeconfig "{runtime}" "$@" """);
    }

    private void AddTool(string name, string script)
    {
        var path = Path.Combine(ToolsFolder, name);
        File.WriteAllText(path, $"#!/bin/sh\nset -e\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, Executable);
    }
}
