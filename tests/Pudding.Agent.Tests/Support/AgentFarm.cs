using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Pudding.Enrolment;
using Pudding.Events;
using Pudding.Guardian;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Tenants;
using Pudding.Worker.Commands;
using Pudding.Workers;

namespace Pudding.Agent.Tests.Support;

/// <summary>A farm whose agents are processes: a host behind a real web server, a store that outlives it, a network that can be cut, and a folder
/// that is removed with everything that runs in it.</summary>
internal sealed class AgentFarm : IAsyncDisposable
{
    public const string Queue = "linux";
    public const string TheSecret = "correct horse battery staple";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("pudding-agents-");
    private readonly List<AgentProcess> _agents = [];
    private readonly Action<AgentFarm, IPuddingBuilder>? _add;
    private readonly Action<WebApplication>? _use;
    private readonly KeptStore _store = new();
    private FarmHost? _host;

    private AgentFarm(Action<AgentFarm, IPuddingBuilder>? add, Action<WebApplication>? use)
    {
        _add = add;
        _use = use;
    }

    public static TimeSpan Lease => FarmHost.Lease;

    public static TimeSpan LeaseMargin => FarmHost.LeaseMargin;

    public Wire Wire { get; } = new();

    /// <summary>Where jobs and tests leave notes for each other.</summary>
    public string Root => _root.FullName;

    public IJobClient Jobs => Get<IJobClient>();

    public IWorkerControl Control => Get<IWorkerControl>();

    public static async Task<AgentFarm> OpenAsync(Action<AgentFarm, IPuddingBuilder>? add = null, Action<WebApplication>? use = null)
    {
        var farm = new AgentFarm(add, use);
        await farm.StartHostAsync();
        return farm;
    }

    public T Get<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();

    public async Task StopHostAsync()
    {
        Wire.Host = 0;
        await _host!.DisposeAsync();
        _host = null;
    }

    /// <summary>Another host on the same store.</summary>
    public async Task StartHostAsync()
    {
        _host = await FarmHost.StartAsync(_store, Wire.Url, pudding => _add?.Invoke(this, pudding), _use);
        Wire.Host = _host.Port;
    }

    public async Task<string> TokenAsync(int uses = 1) => (await Get<IEnrolment>().MintAsync(new EnrolmentTokenRequest
    {
        Name = "mac", Queues = [Queue], Slots = 2, MaxUses = uses, Actor = "alice",
    })).Token.Reveal();

    public string BootToken(string instance) => Get<IEnrolment>().MintBoot(new BootTokenRequest
    {
        InstanceId = instance, Queues = [Queue], Slots = 2, IssuedAt = DateTimeOffset.UtcNow,
    }).Token.Reveal();

    /// <summary>Starts an agent. The same name has the same state directory.</summary>
    /// <param name="name">Of this machine, so to say.</param>
    /// <param name="token">With which it registers, if it has not yet.</param>
    /// <param name="more">Further settings, or others.</param>
    /// <param name="environment">Of the agent.</param>
    public AgentProcess Start(string name, string? token = null, JsonObject? more = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var settings = new JsonObject { ["url"] = Wire.Url.AbsoluteUri, ["slots"] = 1, ["stateDirectory"] = StateOf(name) };
        if (token is not null)
            settings["token"] = token;
        foreach (var (key, value) in more ?? [])
            settings[key] = value?.DeepClone();
        return StartWith(name, settings.ToJsonString(), environment);
    }

    /// <summary>Starts an agent with exactly these settings.</summary>
    public AgentProcess StartWith(string name, string settings, IReadOnlyDictionary<string, string>? environment = null)
    {
        File.WriteAllText(SettingsOf(name), settings);
        File.SetUnixFileMode(SettingsOf(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var agent = AgentProcess.Start(environment ?? new Dictionary<string, string>(), SettingsOf(name));
        _agents.Add(agent);
        return agent;
    }

    public string StateOf(string name) => Path.Combine(Root, name + "-state");

    public string SettingsOf(string name) => Path.Combine(Root, name + ".json");

    /// <summary>Starts an agent and waits for its worker.</summary>
    public async Task<(AgentProcess Agent, WorkerInfo Worker)> JoinAsync(string name, string? token = null, JsonObject? more = null)
    {
        var known = (await Control.ListAsync()).Select(static worker => worker.WorkerId).ToHashSet();
        var agent = Start(name, token ?? await TokenAsync(), more);
        var worker = await Eventually.GetAsync(
            "the agent has connected",
            async () => (await Control.ListAsync()).FirstOrDefault(worker => worker.IsConnected && !known.Contains(worker.WorkerId)),
            describe: () => agent.Output);
        return (agent, worker);
    }

    /// <summary>Enqueues a script. It is killed at once when it is to stop, unless it is given time.</summary>
    public async Task<JobId> EnqueueAsync(string script, string queue = Queue, string? secret = null, TimeSpan killGrace = default)
    {
        var command = new CommandJob
        {
            Script = script,
            Environment = new Dictionary<string, string> { ["SCRATCH"] = Root },
            SecretEnvironment = secret is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["SECRET"] = secret },
            KillGrace = killGrace,
        };
        var request = new JobRequest { Tenant = TenantPath.Parse("rails/rails"), Queue = queue, Payload = command.ToPayload(), Secrets = secret is null ? [] : [secret] };
        return (await Jobs.EnqueueAsync(JobGroupRequest.Of(request))).Jobs[0].Id;
    }

    public async Task<Job> FindAsync(JobId job) => (await Jobs.FindJobAsync(job))!;

    /// <summary>Waits until a job is over.</summary>
    public Task<Job> OverAsync(JobId job) => Eventually.GetAsync(
        "the job is over", async () => await FindAsync(job) is { FinishedAt: not null } over ? over : null, TimeSpan.FromMinutes(1), () => _agents.LastOrDefault()?.Output ?? "no agent");

    /// <summary>What a job has noted, line by line.</summary>
    public string[] Notes(string name) => File.Exists(Path.Combine(Root, name)) ? File.ReadAllLines(Path.Combine(Root, name)) : [];

    public void Note(string name) => File.WriteAllText(Path.Combine(Root, name), "");

    public Task NotedAsync(string name, int lines = 1) => Eventually.TrueAsync(
        $"{lines} lines in {name}", () => Notes(name).Length >= lines, TimeSpan.FromMinutes(1), () => _agents.LastOrDefault()?.Output ?? "no agent");

    /// <summary>The processes of jobs that run.</summary>
    public int[] JobProcesses() => ProcessesWith($"SCRATCH={Root}");

    public Task NoJobRunsAsync(TimeSpan? deadline = null) => Eventually.TrueAsync("no process of a job runs", () => JobProcesses().Length == 0, deadline);

    /// <summary>Everything that has happened to a job.</summary>
    public async Task<IReadOnlyList<JobEvent>> EventsOfAsync(JobId job)
    {
        var found = new List<JobEvent>();
        var latest = await Get<IEventStream>().LatestAsync();
        await foreach (var happened in Get<IEventStream>().ReadAsync(afterSequence: 0))
        {
            if (happened is JobEvent its && its.JobId == job)
                found.Add(its);
            if (happened.Sequence >= latest)
                break;
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents)
            agent.Dispose();
        if (_host is not null)
            await StopHostAsync();
        await Wire.DisposeAsync();
        foreach (var left in ProcessesWith(Root))
            Native.Kill(left, Native.SigKill);
        await Eventually.TrueAsync("nothing runs in the folder of the farm", () => ProcessesWith(Root).Length == 0);
        await _store.DisposeAsync();
        _root.Delete(recursive: true);
    }

    private static int[] ProcessesWith(string entry) =>
        [.. ProcessTable.Read().Entries.Where(process => !process.IsZombie && ProcessTable.HasEnvironment(process.Pid, entry)).Select(static process => process.Pid)];
}
