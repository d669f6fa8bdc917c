using System.Globalization;
using Pudding.Scheduling;

namespace BuildFarm;

/// <summary>What was asked for on the command line.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Runs the jobs of a builds file on a small build farm: this process, and instances that it launches.

        Usage: dotnet run --project samples/BuildFarm -- [options]

          --file PATH                 The builds. Default: the builds.json of this sample.
          --limit N                   The most jobs of a project that run at once, where the file gives it no limit of its own. Default: the file's.
          --slots N                   How many jobs run at once in all, two on each instance. Default: the file's.
          --order NAME                Which project gets a free slot: fair-share (the default), fifo,
                                      least-running or round-robin.
          --work PATH                 Where the jobs make their files, in a folder that is removed at the end. Default: the system's temporary folder.
          --plain                     Plain lines, no terminal control. Also when the output is redirected.
          --help                      This text.

        Ctrl-C lets running jobs finish and cancels waiting ones; a second Ctrl-C stops at once.
        Exit codes: 0 every job succeeded, 1 a job failed, 2 bad input (nothing was run), 130 interrupted.

        """;

    public const int MaxLimit = 1000;
    public const int MaxSlots = 64;

    public string File { get; init; } = Path.Combine(AppContext.BaseDirectory, "builds.json");

    public int? Limit { get; init; }

    public int? Slots { get; init; }

    public string Order { get; init; } = SchedulingOrders.FairShare;

    public string WorkFolder { get; init; } = Path.GetTempPath();

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
                case "--work":
                    line = line with { WorkFolder = Value() ?? line.WorkFolder };
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
