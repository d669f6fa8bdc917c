using System.Globalization;
using BuildFarm.Farm;
using Pudding.Scheduling;

namespace BuildFarm;

/// <summary>What was asked for on the command line.</summary>
internal sealed record CommandLine
{
    public static string Usage { get; } = $"""
        Runs the jobs of a builds file on a small build farm: this process, and instances that it launches.
        A run that was killed is gone on with by the next one, on the instances that are alive.

        Usage: dotnet run --project samples/BuildFarm -- [options]
               dotnet run --project samples/BuildFarm -- backup PATH [--farm PATH]
               dotnet run --project samples/BuildFarm -- restore PATH [--farm PATH]

          --file PATH                 The builds. Default: the builds.json of this sample.
          --limit N                   The most jobs of a project that run at once, where the file gives it no limit of its own. Default: the file's.
          --slots N                   How many jobs run at once in all, two on each instance. Default: the file's.
          --order NAME                Which project gets a free slot: fair-share (the default), fifo,
                                      least-running or round-robin.
          --farm PATH                 The folder of the farm: its database, its instances, the jobs' files. Emptied when all jobs are over.
                                      Default: {FarmFolder.DefaultPath}
          --fresh                     Begins anew: an unfinished farm is thrown away, and its instances are ended.
          --plain                     Plain lines, no terminal control. Also when the output is redirected.
          --help                      This text.

        backup copies the farm's database into a new file, also while the farm runs. restore puts such a file in its place; the next run goes on from there.

        Ctrl-C lets running jobs finish and cancels waiting ones; a second Ctrl-C stops at once.
        Exit codes: 0 every job succeeded, 1 a job failed, 2 bad input or a farm that can't be used (nothing was run),
                    3 the farm's database became unavailable, for example because its disk is full (another run goes on from there), 130 interrupted.

        """;

    public const int MaxLimit = 1000;
    public const int MaxSlots = 64;

    public string File { get; init; } = Path.Combine(AppContext.BaseDirectory, "builds.json");

    public int? Limit { get; init; }

    public int? Slots { get; init; }

    public string Order { get; init; } = SchedulingOrders.FairShare;

    public string FarmPath { get; init; } = FarmFolder.DefaultPath;

    public bool Fresh { get; init; }

    /// <summary>Where to write a backup, if that is what was asked for.</summary>
    public string? BackupTo { get; init; }

    /// <summary>What to restore, if that is what was asked for.</summary>
    public string? RestoreFrom { get; init; }

    public bool Plain { get; init; }

    public bool Help { get; init; }

    /// <summary>Reads the arguments; options take their value as the next argument or after <c>=</c>.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="errors">What is wrong, each error beginning with the option; empty when nothing is.</param>
    public static CommandLine Parse(IReadOnlyList<string> args, out IReadOnlyList<string> errors)
    {
        var line = new CommandLine();
        var found = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var (option, value) = args[i].Split('=', 2) is [var name, var text] ? (name, text) : (args[i], null);
            switch (option)
            {
                case "--file":
                    line = line with { File = Value() ?? line.File };
                    break;
                case "--limit":
                    line = line with { Limit = Number(MaxLimit) };
                    break;
                case "--slots":
                    line = line with { Slots = Number(MaxSlots) };
                    break;
                case "--order":
                    line = line with { Order = Choice(SchedulingOrders.All) ?? line.Order };
                    break;
                case "--farm":
                    line = line with { FarmPath = Value() ?? line.FarmPath };
                    break;
                case "--fresh":
                    line = line with { Fresh = Flag() };
                    break;
                case "backup" when i == 0:
                    line = line with { BackupTo = Value() };
                    break;
                case "restore" when i == 0:
                    line = line with { RestoreFrom = Value() };
                    break;
                case "--plain":
                    line = line with { Plain = Flag() };
                    break;
                case "--help" or "-h":
                    line = line with { Help = Flag() };
                    break;
                default:
                    found.Add($"{args[i]}: there is no such option");
                    break;
            }

            bool Flag()
            {
                if (value is not null)
                    found.Add($"{option}: it takes no value");
                return true;
            }

            string? Value()
            {
                // What looks like the next option is one: the value was forgotten.
                if (value is null && i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
                    value = args[++i];
                if (string.IsNullOrWhiteSpace(value))
                    found.Add($"{option}: it needs a value");
                return string.IsNullOrWhiteSpace(value) ? null : value;
            }

            int? Number(int most)
            {
                if (Value() is not { } text)
                    return null;
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most)
                    return number;

                found.Add($"{option}: '{text}' is not a whole number from 1 to {most}");
                return null;
            }

            string? Choice(IReadOnlyList<string> choices)
            {
                if (Value() is not { } text || choices.Contains(text))
                    return value;

                found.Add($"{option}: '{text}' is not one of {string.Join(", ", choices)}");
                return null;
            }
        }

        errors = found;
        return line;
    }
}
