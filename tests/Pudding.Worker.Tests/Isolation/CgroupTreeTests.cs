using Pudding.Worker.Isolation;

namespace Pudding.Worker.Tests.Isolation;

/// <summary>What is written into control groups; a directory stands in for the kernel's, which on most machines of developers has no controllers to give.</summary>
public sealed class CgroupTreeTests
{
    private static readonly JobIsolationOptions Limits = new() { MaxProcesses = 100, MaxMemoryBytes = 512 * 1024 * 1024, MaxCpus = 1.5 };

    [Fact]
    public void Limits_are_written_as_the_kernel_reads_them()
    {
        var root = Directory.CreateTempSubdirectory("pudding-test-").FullName;

        var group = new CgroupTree(root, root, new HashSet<string> { "cpu", "memory", "pids" }).Create("job-1", Limits);

        Assert.Equal(("100", "536870912", "150000 100000"), (Read(group, "pids.max"), Read(group, "memory.max"), Read(group, "cpu.max")));
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public void What_has_no_controller_is_not_limited()
    {
        var root = Directory.CreateTempSubdirectory("pudding-test-").FullName;

        var group = new CgroupTree(root, root, new HashSet<string> { "pids" }).Create("job-1", Limits);

        Assert.Equal(["pids.max"], Directory.EnumerateFiles(group).Select(Path.GetFileName));
        Directory.Delete(root, recursive: true);
    }

    private static string Read(string group, string file) => File.ReadAllText(Path.Combine(group, file));
}
