using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Pudding.Guardian;
using Pudding.Jobs;
using Pudding.Secrets;
using Pudding.Tenants;
using Pudding.Worker.Commands;
using Pudding.Worker.Guarding;
using Pudding.Worker.Isolation;
using Pudding.Workers;

namespace Pudding.Worker.Tests.Support;

/// <summary>Runs one job with real processes, and knows which processes are the job's.</summary>
internal sealed class JobRun : IDisposable
{
    private const string MarkName = "TEST_MARK";
    private readonly CancellationTokenSource _cancel = new();

    public JobRun() => Scratch = Directory.CreateTempSubdirectory("pudding-test-").FullName;

    /// <summary>In the environment of every process of the job.</summary>
    public string Mark { get; init; } = Guid.NewGuid().ToString("n");

    /// <summary>Where the job and the test leave notes for each other.</summary>
    public string Scratch { get; }

    public CommandWorkerOptions Options { get; } = new();

    /// <summary>Of the slots that the job shares with others; its own when none is given.</summary>
    public JobIsolation? Isolation { get; set; }

    public TextLog Log { get; } = new();

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    public Func<TimeSpan> Lease { get; init; } = () => TimeSpan.FromMinutes(5);

    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromMinutes(1);

    public JobSecrets Secrets { get; init; } = JobSecrets.None;

    public JobId Id { get; } = new(Guid.NewGuid());

    public Task<JobOutcome> ScriptAsync(string script) => RunAsync(new CommandJob { Script = script });

    public Task<JobOutcome> RunAsync(CommandJob job)
    {
        var environment = new Dictionary<string, string>(job.Environment) { [MarkName] = Mark, ["SCRATCH"] = Scratch };
        return RunAsync((job with { Environment = environment }).ToPayload());
    }

    public Task<JobOutcome> RunAsync(JobPayload payload)
    {
        var handler = new CommandJobHandler(
            Options, GuardianCommand.Find(Options.GuardianPath), Isolation ??= NewIsolation(), TimeProvider.System, NullLogger<CommandJobHandler>.Instance);
        var assignment = new JobAssignment
        {
            Lease = new LeaseKey(Id, 1),
            GroupId = new JobGroupId(Guid.NewGuid()),
            Tenant = TenantPath.Parse("rails/rails", CultureInfo.InvariantCulture),
            Queue = "linux",
            Payload = payload,
            Attempt = 2,
            Timeout = Timeout,
            LeaseDuration = LeaseDuration,
            LeaseRemaining = LeaseDuration,
            Secrets = Secrets,
        };
        return handler.RunAsync(new JobContext(assignment, new NoServices(), Log, Lease), _cancel.Token);
    }

    private JobIsolation NewIsolation()
    {
        var isolation = new JobIsolation(Options.Isolation, slots: 2);
        Assert.Empty(isolation.Begin(NullLogger.Instance));
        return isolation;
    }

    public Task CancelAsync() => _cancel.CancelAsync();

    public string Note(string name) => Path.Combine(Scratch, name);

    /// <summary>A number that the job has written.</summary>
    public async Task<int> NumberAsync(string name)
    {
        var text = await Eventually.GetAsync($"a line in {name}", () => File.Exists(Note(name)) && File.ReadAllText(Note(name)) is var note && note.EndsWith('\n') ? note : null);
        return int.Parse(text.Trim(), CultureInfo.InvariantCulture);
    }

    /// <summary>The processes of the job that run.</summary>
    public int[] Running() => RunningWith(Mark);

    public static int[] RunningWith(string mark) =>
        [.. ProcessTable.Read().Entries.Where(entry => ProcessTable.HasEnvironment(entry.Pid, $"{MarkName}={mark}")).Select(entry => entry.Pid)];

    /// <summary>Whether a process runs or is a zombie.</summary>
    public static bool Exists(int pid) => ProcessTable.Read().Entries.Any(entry => entry.Pid == pid);

    /// <summary>Whether this process has children that have ended and that it has not taken.</summary>
    public static bool HasZombies() => ProcessTable.Read().Entries.Any(entry => entry.IsZombie && entry.ParentPid == Environment.ProcessId);

    public void Dispose()
    {
        Isolation?.Dispose();
        _cancel.Dispose();
        Directory.Delete(Scratch, recursive: true);
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
