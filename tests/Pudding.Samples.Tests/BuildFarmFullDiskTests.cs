using System.Diagnostics;
using BuildFarm.Farm;
using Pudding.TestSupport;

namespace Pudding.Samples.Tests;

/// <summary>The disk of the farm gets full while the sample runs.</summary>
public sealed class BuildFarmFullDiskTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _files = new();
    private readonly TemporaryFolder _disk = new();

    private string Farm => _disk.PathOf("farm");

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>The agents first: they work on the disk.</summary>
    public async Task DisposeAsync() => await new FormerAgents(Path.Combine(Farm, "instances")).EndAsync();

    public void Dispose()
    {
        Run("umount", "--lazy", _disk.Path);
        _disk.Dispose();
        _files.Dispose();
    }

    [SkippableFact]
    public async Task Run_on_a_full_disk_says_so_and_the_next_one_goes_on_with_its_agents()
    {
        Requires.That(
            OperatingSystem.IsLinux() && Environment.UserName == "root" && Run("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", _disk.Path),
            "This user can't mount a file system.", "Run the tests as root, where mounting is allowed.");
        await using (var full = Start())
        {
            await full.SeeAsync("started    acme/shop: job 2");
            await Eventually.TrueAsync("its command runs", () => File.Exists(_files.PathOf("begun")), describe: () => full.Output);
            FillDisk();
            await full.InterruptAsync(); // the waiting job is cancelled: that has to be written

            Assert.True(await full.EndAsync() == 3, full.Output);
            Assert.Contains("is full. Nothing was changed. Make room on it", full.Output, StringComparison.Ordinal);
            Assert.Contains($"The farm in '{Farm}' is unfinished; its agents are left alive.", full.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", full.Output, StringComparison.Ordinal); // no stack trace
        }

        File.Delete(_disk.PathOf("ballast"));
        await using var next = Start();
        await next.SeeAsync("Recovered: ");
        _files.Write("gate", "");

        Assert.True(await next.EndAsync() == 0, next.Output);
        Assert.Contains("on 1 agent still alive", next.Output, StringComparison.Ordinal);
        Assert.Equal(["2"], File.ReadLines(_files.PathOf("begun")));
    }

    /// <summary>One at a time; the second waits for the test.</summary>
    private SampleProcess Start() => SampleProcess.Start(
        "BuildFarm",
        "--farm",
        Farm,
        "--file",
        _files.Write("builds.json", $$"""
            {
              "slots": 1,
              "projects": [
                {
                  "project": "acme/shop",
                  "jobs": [
                    { "name": "job 1", "run": "true" },
                    { "name": "job 2", "run": ["cd '{{_files.Path}}'", "echo 2 >> begun", "while [ ! -e gate ]; do sleep 0.05; done"] },
                    { "name": "job 3", "run": "true" }
                  ]
                }
              ]
            }
            """));

    private void FillDisk()
    {
        using var ballast = new FileStream(_disk.PathOf("ballast"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
                ballast.Write(block);
        }
        catch (IOException)
        {
            // there is no room left
        }
    }

    private static bool Run(string command, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
