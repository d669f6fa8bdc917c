using System.Diagnostics;
using System.Text;

namespace Pudding.LocalProcess.Tests.Support;

/// <summary>A host in a process of its own, to be killed: it launches an instance, says so, and waits.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;

    private HostProcess(Process process) => _process = process;

    /// <summary>The program of this assembly.</summary>
    /// <param name="args">The state directory, the program of its instances, and the bootstrap of the one that is launched.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        using var provider = new LocalProcessProvider(LocalCloud.Estate, new LocalProcessOptions { StateDirectory = args[0], Program = args[1] }, TimeProvider.System);
        var request = await LocalCloud.RequestAsync(provider, args[2]);
        var result = (await provider.LaunchAsync([request], CancellationToken.None)).Single();
        Console.WriteLine(result.Instance?.Id ?? result.Error!.ToString());
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    public static HostProcess Start(LocalProcessOptions options, string bootstrap)
    {
        var dotnet = Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
        return new HostProcess(Process.Start(new ProcessStartInfo(dotnet, [typeof(HostProcess).Assembly.Location, options.StateDirectory, options.Program!, bootstrap])
        {
            UseShellExecute = false, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8,
        })!);
    }

    /// <summary>The id of the instance that it has launched.</summary>
    public Task<string> LaunchedAsync() => Eventually.CompletesAsync("the host has launched its instance", _process.StandardOutput.ReadLineAsync())!;

    /// <summary>SIGKILL: it does nothing any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await Eventually.CompletesAsync("the host is dead", _process.WaitForExitAsync());
    }

    /// <summary>What it and whoever has its output writes until the last of them closes it.</summary>
    public Task<string> ReadToEndAsync() => Eventually.CompletesAsync("nobody has the output of the host any more", _process.StandardOutput.ReadToEndAsync());

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
