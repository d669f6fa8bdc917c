using System.Globalization;
using Pudding.Instances;
using Pudding.LocalProcess.Processes;
using Pudding.LocalProcess.Records;

namespace Pudding.LocalProcess.Tests.Support;

/// <summary>A state directory of its own, with a script as the program of its instances. Whatever was started is gone afterwards.</summary>
internal sealed class LocalCloud : IDisposable
{
    public const string Estate = "estate-1";

    private readonly List<LocalProcessProvider> _providers = [];
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("pudding-local-");

    /// <param name="script">What an instance does; by default, nothing for long.</param>
    public LocalCloud(string script = "echo up; while :; do sleep 60; done")
    {
        Options = new LocalProcessOptions { StateDirectory = Path.Combine(_root.FullName, "instances"), Program = WriteScript("program", script), StopGrace = TimeSpan.FromSeconds(20) };
    }

    public LocalProcessOptions Options { get; }

    /// <summary>Where tests put what their scripts write.</summary>
    public string Scratch => _root.FullName;

    public string WriteScript(string name, string script)
    {
        var path = Path.Combine(_root.FullName, name);
        File.WriteAllText(path, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    public LocalProcessProvider Open(string estate = Estate, TimeProvider? time = null)
    {
        var provider = new LocalProcessProvider(estate, Options, time ?? TimeProvider.System);
        _providers.Add(provider);
        return provider;
    }

    public static async Task<LaunchRequest> RequestAsync(IInstanceProvider provider, string bootstrap = "hello", string? name = null) => new LaunchRequest
    {
        IntentId = Guid.NewGuid(),
        Attempt = 1,
        Pool = "linux",
        Image = (await provider.ResolveImageAsync(name ?? "default", CancellationToken.None)).Id,
        Bootstrap = System.Text.Encoding.UTF8.GetBytes(bootstrap),
    }.WithToken();

    public static async Task<ProviderInstance> LaunchAsync(IInstanceProvider provider) =>
        (await provider.LaunchAsync([await RequestAsync(provider)], CancellationToken.None)).Single().Instance!;

    public static async Task<ProviderInstance> FindAsync(IInstanceProvider provider, string id)
    {
        var pages = await provider.ListAsync(CancellationToken.None).ToListAsync();
        return pages.SelectMany(static page => page.Instances).Single(instance => instance.Id == id);
    }

    public static Task EndedAsync(IInstanceProvider provider, string id) => Eventually.GetAsync(
        $"'{id}' is gone", async () => await FindAsync(provider, id) is { State: InstanceState.Terminated } instance ? instance : null);

    public static Task<string> PrintedAsync(IInstanceProvider provider, string id, string text) => Eventually.GetAsync(
        $"'{id}' has printed '{text}'",
        async () => await provider.GetConsoleOutputAsync(id, CancellationToken.None) is { } console && console.Contains(text, StringComparison.Ordinal) ? console : null);

    /// <summary>The record of an instance, as it is on disk.</summary>
    public InstanceRecord Record(string id) => DirectoryOf(id).Read()!;

    public InstanceDirectory DirectoryOf(string id) => new(Path.Combine(Options.StateDirectory, id));

    /// <summary>A process with a record that bears no tags, as if something else kept its own in the directory.</summary>
    public string LaunchUnowned()
    {
        var directory = DirectoryOf("local-" + new string('0', 20));
        var mark = new string('f', 32);
        Directory.CreateDirectory(Options.StateDirectory, InstanceDirectory.Private);
        Assert.Equal(0, Native.Spawn(["/bin/sleep", "1000"], [$"{InstanceEnvironment.Mark}={mark}"], out var pid));
        directory.Create(
            new InstanceRecord
            {
                Id = Path.GetFileName(directory.Path), Image = "/bin/sleep", LaunchedAt = TimeProvider.System.GetUtcNow(), Mark = mark, Pid = pid, Start = new LinuxProcessTable().Find(pid)!.Value.Start,
            },
            []);
        return Path.GetFileName(directory.Path);
    }

    public bool IsRunning(string id) => new LinuxProcessTable().WithMark(Record(id).Mark).Count > 0;

    public void Dispose()
    {
        foreach (var provider in _providers)
            provider.Dispose();
        if (Directory.Exists(Options.StateDirectory))
        {
            foreach (var path in Directory.GetDirectories(Options.StateDirectory))
            {
                if (new InstanceDirectory(path).Read() is { } record)
                    KillAll(record);
            }
        }

        _root.Delete(recursive: true);
    }

    private static void KillAll(InstanceRecord record)
    {
        var table = new LinuxProcessTable();
        if (table.Find(record.Pid) is { } first && first.Start == record.Start)
            Native.Kill(-record.Pid, Native.SigKill); // what becomes a program at this moment shows no mark
        while (table.WithMark(record.Mark) is { Count: > 0 } processes)
        {
            foreach (var process in processes)
                Native.Kill(process.Pid, Native.SigKill);
        }
    }

    public static int ReadPid(string path) => int.Parse(File.ReadAllText(path), NumberStyles.Integer, CultureInfo.InvariantCulture);
}
