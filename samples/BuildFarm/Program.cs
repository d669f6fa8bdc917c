using BuildFarm;
using BuildFarm.Builds;
using BuildFarm.Farm;
using BuildFarm.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pudding.Events;
using Pudding.Jobs;
using Pudding.Pools;
using Spectre.Console;

// What was asked for.
var line = CommandLine.Parse(args, out var mistakes);
if (line.Help)
{
    Console.Write(CommandLine.Usage);
    return ExitCode.Succeeded;
}

if (mistakes.Count > 0)
    return Refuse([.. mistakes, "", CommandLine.Usage]);
if (BuildFileReader.Read(line.File, out mistakes) is not { } builds)
    return Refuse(mistakes);
if (Toolchain.Find() is not { } toolchain)
    return Refuse(["No .NET SDK was found beside this runtime, in DOTNET_ROOT or in PATH; the jobs need its C# compiler. Install the .NET 10 SDK."]);
if (!File.Exists(Premises.Agent))
    return Refuse([$"The program of the instances, {Premises.Agent}, is missing. Build the sample again."]);
if (Workspace.Create(line.WorkFolder, toolchain, out var problem) is not { } created)
    return Refuse([problem]);

builds = builds with { Limit = line.Limit ?? builds.Limit, Slots = line.Slots ?? builds.Slots };
using var workspace = created;
using var interrupts = new Interrupts();
var plain = line.Plain || Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi;

// The host: Pudding, what the file says of its projects, and a pool of instances that reach it over HTTP.
var premises = new Premises(workspace, builds.Slots);
var builder = WebApplication.CreateSlimBuilder();
premises.Open(builder);
builder.Logging.ClearProviders(); // the screen belongs to the view
builder.Services.AddSingleton<IHostLifetime>(interrupts);

var pudding = builder.Services.AddPudding(options =>
    {
        options.DefaultLimit = builds.Limit;
        options.Order = line.Order;
        options.EstateId = "build-farm";
    })
    .UseInMemoryStore();
foreach (var project in builds.Projects)
{
    pudding.AddTenant(project.Path.Value, tenant =>
    {
        tenant.MaxConcurrent = project.Limit;
        tenant.Weight = project.Weight;
    });
}

premises.AddPool(pudding);
await using var host = builder.Build();
host.MapPuddingWorkers();
await host.StartAsync();
var jobs = host.Services.GetRequiredService<IJobClient>();
var events = host.Services.GetRequiredService<IEventStream>();

// The biggest project first, as in the file: what comes later doesn't wait for it.
var board = new FarmBoard(builds);
var groups = new List<JobGroup>();
foreach (var project in builds.Projects)
    groups.Add(await jobs.EnqueueAsync(Submission.Of(project, workspace)));

// Until the last job is over: every event moves the board, and the view shows it.
await using (var view = OpenView())
{
    view.Note($"{Words.Count(board.Jobs, "job")} of {Words.Count(builds.Projects.Count, "project")}, {Words.Count(builds.Slots, "slot")}, {line.Order}");
    var braking = BrakeOnInterruptAsync(view);
    await foreach (var happened in events.ReadAsync(afterSequence: 0))
    {
        board.Apply(happened);
        view.Show(happened);
        if (board.IsOver)
            break;
    }

    if (braking.IsCompleted)
        await braking;
}

var outcomes = await Task.WhenAll(groups.Select(group => jobs.WaitAsync(group.Id)));
var failed = outcomes.SelectMany(static outcome => outcome.Group.Jobs).Where(static job => job.State == JobState.Failed).ToList();
foreach (var job in failed.Take(Report.MostFailuresShown))
    Console.WriteLine(Report.Failure(job, await jobs.ReadLogAsync(job.Id)));

// The instances go as soon as nothing runs on them.
var pools = host.Services.GetRequiredService<IPoolControl>();
await pools.EmptyAsync(Premises.Pool);
await host.StopAsync();

// What one sees.
var projects = board.Snapshot().Projects;
if (plain)
    AnsiConsole.Profile.Width = Report.Width; // a pipe has no width
AnsiConsole.Write(Report.Table(projects));
Console.WriteLine(Report.Sentence(projects));
Console.WriteLine(Report.Pool(pools.Pools[0], premises.MostInstances, board.KilledByScaleIn));
if (failed.Count > Report.MostFailuresShown)
    Console.WriteLine($"The logs of {failed.Count - Report.MostFailuresShown} more failed jobs are not shown.");
if (interrupts.First.IsCompleted)
    return ExitCode.Interrupted;
return failed.Count == 0 ? ExitCode.Succeeded : ExitCode.JobFailed;

IFarmView OpenView() => plain
    ? new PlainView(Console.Out, groups[0].EnqueuedAt)
    : new LiveView(AnsiConsole.Console, board, TimeProvider.System);

async Task BrakeOnInterruptAsync(IFarmView view)
{
    var brakes = new Brakes(jobs, groups);
    await interrupts.First;
    view.Note("Interrupted: running jobs finish, waiting ones are cancelled. Ctrl-C again stops at once.");
    await brakes.CancelWaitingAsync();
    await interrupts.Second;
    view.Note("Interrupted again: running jobs are killed.");
    await brakes.CancelAllAsync();
}

static int Refuse(IReadOnlyList<string> errors)
{
    foreach (var error in errors)
        Console.Error.WriteLine(error);
    return ExitCode.BadInput;
}
