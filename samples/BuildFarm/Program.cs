using BuildFarm;
using BuildFarm.Builds;
using BuildFarm.Farm;
using BuildFarm.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Pools;
using Pudding.Storage;
using Pudding.Storage.Sqlite;
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
using var interrupts = new Interrupts();
if ((line.BackupTo ?? line.RestoreFrom) is not null)
{
    var backups = new Backups(line.FarmPath, Console.Out, Console.Error, interrupts.FirstToken);
    return line.BackupTo is { } target ? backups.Create(target) : backups.Restore(line.RestoreFrom!);
}

if (BuildFileReader.Read(line.File, out mistakes) is not { } builds)
    return Refuse(mistakes);
if (Toolchain.Find() is not { } toolchain)
    return Refuse(["No .NET SDK was found beside this runtime, in DOTNET_ROOT or in PATH; the jobs need its C# compiler. Install the .NET 10 SDK."]);
if (!File.Exists(Premises.Agent))
    return Refuse([$"The program of the instances, {Premises.Agent}, is missing. Build the sample again."]);
builds = builds with { Limit = line.Limit ?? builds.Limit, Slots = line.Slots ?? builds.Slots };

// The place of the farm: a new one, or the one that a run left which was killed.
using var folder = FarmFolder.Open(line.FarmPath, out var problem);
if (folder is null)
    return Refuse([problem]);
if (line.Fresh && folder.IsUnfinished)
    Console.WriteLine($"The unfinished farm in '{folder.Root}' is thrown away.");
if (line.Fresh && await ClearAsync() is { } left)
    return Refuse([left]);
var goesOn = folder.IsUnfinished;
var former = new FormerAgents(folder.InstancesFolder);
var launchedBefore = await former.CountAsync();
if (folder.Plan(FarmRecord.HashOf(builds, line.Order)) is not { } record)
    return Refuse([folder.OtherBuilds]);
try
{
    if (goesOn && !await new EnqueuedBuilds(folder).BelongToAsync(builds))
        return Refuse([folder.OtherBuilds]);
    folder.Begin(record);
    new JobTools(folder.ToolsFolder, toolchain).Install();
}
catch (Exception exception) when (exception is SqliteStoreException or JobStoreUnavailableException or IOException or UnauthorizedAccessException)
{
    return Refuse([$"The farm in '{folder.Root}' can't be used: {exception.Message}"]);
}

var plain = line.Plain || Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi;

// The host: Pudding, what the file says of its projects, and a pool of instances that reach it over HTTP.
var premises = new Premises(folder, record.Port, builds.Slots);
var builder = WebApplication.CreateSlimBuilder();
premises.Open(builder);
builder.Logging.ClearProviders(); // the screen belongs to the view
builder.Services.AddSingleton<IHostLifetime>(interrupts);

var pudding = builder.Services.AddPudding(options =>
    {
        options.DefaultLimit = builds.Limit;
        options.Order = line.Order;
        options.EstateId = Premises.Estate;
    })
    .UseSqliteStore(folder.Database);
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
var jobs = host.Services.GetRequiredService<IJobClient>();
var events = host.Services.GetRequiredService<IEventStream>();
var pools = host.Services.GetRequiredService<IPoolControl>();
var board = new FarmBoard(builds);
var groups = new List<JobGroup>();
try
{
    return await RunAsync();
}
catch (JobStoreUnavailableException exception)
{
    // Agents are left alive: what they run goes on, and the next run takes them back.
    Console.Error.WriteLine(exception.Message);
    Console.Error.WriteLine($"The farm in '{folder.Root}' is unfinished; its agents are left alive. Once that is mended, run the same again: it goes on from there.");
    return ExitCode.StoreUnavailable;
}

async Task<int> RunAsync()
{
    try
    {
        await host.StartAsync();
    }
    catch (SqliteStoreException exception)
    {
        return await GiveUpAsync(exception.Message);
    }
    catch (IOException exception) when (exception.InnerException is AddressInUseException)
    {
        return await GiveUpAsync($"Another program listens on port {record.Port}, where the agents of the farm in '{folder.Root}' look for it. End that program, or begin anew with --fresh.");
    }

    // The biggest project first, as in the file: what comes later doesn't wait for it. What was enqueued by a run before is found, and not enqueued again.
    var seenBefore = await events.LatestAsync();
    try
    {
        foreach (var project in builds.Projects)
            groups.Add(await jobs.EnqueueAsync(Submission.Of(project, folder)));
    }
    catch (JobRejectedException exception)
    {
        return await GiveUpAsync(goesOn ? folder.OtherBuilds : exception.Message);
    }

    var recovered = goesOn ? Words.Recovered(Recovered.Of(groups, await Premises.LookAtPoolAsync(pools))) : null;

    // Until the last job is over: every event, from the first one on, moves the board, and the view shows what is new.
    await using (var view = OpenView())
    {
        view.Note($"{Words.Count(board.Jobs, "job")} of {Words.Count(builds.Projects.Count, "project")}, {Words.Count(builds.Slots, "slot")}, {line.Order}");
        if (recovered is not null)
            view.Note(recovered);
        using var broken = new CancellationTokenSource();
        var braking = BrakeOnInterruptAsync(view, broken);
        try
        {
            await foreach (var happened in events.ReadAsync(afterSequence: 0, broken.Token))
            {
                board.Apply(happened);
                if (happened.Sequence > seenBefore)
                    view.Show(happened);
                if (board.IsOver)
                    break;
            }
        }
        catch (OperationCanceledException) when (broken.IsCancellationRequested)
        {
            // why is what the braking ends with
        }

        if (braking.IsCompleted || broken.IsCancellationRequested)
            await braking;
    }

    var outcomes = await Task.WhenAll(groups.Select(group => jobs.WaitAsync(group.Id)));
    var all = outcomes.SelectMany(static outcome => outcome.Group.Jobs).ToList();
    var failed = all.Where(static job => job.State == JobState.Failed).ToList();
    foreach (var job in failed.Take(Report.MostFailuresShown))
        Console.WriteLine(Report.Failure(job, await jobs.ReadLogAsync(job.Id)));

    // The instances go as soon as nothing runs on them.
    await pools.EmptyAsync(Premises.Pool);
    await host.StopAsync();

    // What one sees.
    var projects = board.Snapshot().Projects;
    if (plain)
        AnsiConsole.Profile.Width = Report.Width; // a pipe has no width
    AnsiConsole.Write(Report.Table(projects));
    Console.WriteLine(Report.Sentence(projects));
    Console.WriteLine(Report.Pool(pools.Pools[0], launchedBefore, premises.MostInstances, board.KilledByScaleIn));
    if (recovered is not null && !plain)
        Console.WriteLine(recovered); // the live view is gone
    if (failed.Count > Report.MostFailuresShown)
        Console.WriteLine($"The logs of {failed.Count - Report.MostFailuresShown} more failed jobs are not shown.");

    // Nothing is left to go on with.
    await host.DisposeAsync();
    folder.Clear();
    if (interrupts.First.IsCompleted || all.Exists(static job => job.State == JobState.Cancelled))
        return ExitCode.Interrupted;
    return failed.Count == 0 ? ExitCode.Succeeded : ExitCode.JobFailed;
}

IFarmView OpenView() => plain
    ? new PlainView(Console.Out, groups[0].EnqueuedAt)
    : new LiveView(AnsiConsole.Console, board, groups[0].EnqueuedAt, TimeProvider.System);

async Task BrakeOnInterruptAsync(IFarmView view, CancellationTokenSource broken)
{
    var brakes = new Brakes(jobs, groups);
    try
    {
        await interrupts.First;
        view.Note("Interrupted: running jobs finish, waiting ones are cancelled. Ctrl-C again stops at once.");
        await brakes.CancelWaitingAsync();
        await interrupts.Second;
        view.Note("Interrupted again: running jobs are killed.");
        await brakes.CancelAllAsync();
    }
    catch (JobStoreUnavailableException)
    {
        await broken.CancelAsync(); // jobs that weren't cancelled are not waited for
        throw;
    }
}

// Nothing was run, so a farm that is new goes again: other builds may be begun in its place. One that was there stays, with its agents.
async Task<int> GiveUpAsync(string why)
{
    await host.DisposeAsync();
    if (!goesOn)
    {
        await former.EndAsync();
        folder.Clear();
    }

    return Refuse([why]);
}

async Task<string?> ClearAsync()
{
    try
    {
        var ended = await new FormerAgents(folder.InstancesFolder).EndAsync();
        if (ended > 0)
            Console.WriteLine($"{Words.Count(ended, "agent")} of it {(ended == 1 ? "was" : "were")} still alive and {(ended == 1 ? "was" : "were")} ended.");
        folder.Clear();
        return null;
    }
    catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or TimeoutException or ProviderException)
    {
        return $"--fresh: the farm in '{folder.Root}' can't be thrown away: {exception.Message}";
    }
}

static int Refuse(IReadOnlyList<string> errors)
{
    foreach (var error in errors)
        Console.Error.WriteLine(error);
    return ExitCode.BadInput;
}
