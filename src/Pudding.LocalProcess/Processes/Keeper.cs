using System.Globalization;

namespace Pudding.LocalProcess.Processes;

/// <summary>How the program of an instance is started so that what it prints is kept, the newest and no more, although no host may be there to read it.</summary>
/// <remarks>A shell leaves a reader behind, in the group of the instance, and becomes the program: so the first process of the instance is the program itself, which no signal can miss.</remarks>
internal static class Keeper
{
    private const string Shell = "/bin/sh";
    private const int Block = 512;
    private const int Files = 3;

    // dd reads what is there, up to a block, and writes it at once; so a file has at most as many bytes as blocks were counted, and lines are in it as soon as they are printed.
    // SIGTERM to the group is for the others: once somebody has opened the pipe, the reader is there until the last of them is silent.
    private const string Script = """
        directory=$2 blocks=$3; shift 3
        cd "$directory/state" && mkfifo -m 600 "$directory/pipe" || exit
        ({
            trap '' TERM
            while dd bs=512 count="$blocks" of="$directory/console" && [ -s "$directory/console" ]; do
                mv -f "$directory/console.1" "$directory/console.2"
                mv -f "$directory/console" "$directory/console.1"
            done
        } <"$directory/pipe" &)
        exec "$@" >"$directory/pipe" 2>&1
        """;

    /// <param name="mark">Is among the arguments for systems that don't show environments.</param>
    /// <param name="directory">The instance's own.</param>
    /// <param name="maxConsoleBytes">The most bytes to keep of what is printed.</param>
    /// <param name="program">The program with its arguments.</param>
    public static IReadOnlyList<string> Command(string mark, string directory, int maxConsoleBytes, IReadOnlyList<string> program) =>
        [Shell, "-c", Script, "pudding-instance", mark, directory, (maxConsoleBytes / (Block * Files)).ToString(CultureInfo.InvariantCulture), .. program];
}
