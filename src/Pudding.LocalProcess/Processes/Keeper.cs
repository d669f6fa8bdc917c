using System.Globalization;

namespace Pudding.LocalProcess.Processes;

/// <summary>The shell that is the first process of each instance, and does for its program what a host can't that may be gone: it keeps the newest of what is printed and no more, writes down the
/// exit code, and leaves nothing of the group behind.</summary>
internal static class Keeper
{
    private const string Shell = "/bin/sh";
    private const int Block = 512;
    private const int Files = 3;

    // dd reads what is there, up to a block, and writes it at once; so a file has at most as many bytes as blocks were counted, and a program that prints lines sees them in it.
    // SIGTERM is for the program: the keeper waits for it to end, and its reader for the last word.
    private const string Script = """
        directory=$2 blocks=$3; shift 3
        cd "$directory/state" && mkfifo -m 600 "$directory/pipe" || exit
        {
            trap '' TERM
            while dd bs=512 count="$blocks" of="$directory/console" 2>/dev/null && [ -s "$directory/console" ]; do
                mv -f "$directory/console.1" "$directory/console.2" 2>/dev/null
                mv -f "$directory/console" "$directory/console.1"
            done
        } <"$directory/pipe" &
        reader=$!
        trap : TERM
        "$@" >"$directory/pipe" 2>&1
        echo $? >"$directory/exit"
        trap '' TERM
        kill -TERM 0
        { sleep 1; kill -KILL 0; } &
        wait "$reader"
        kill -KILL 0
        """;

    /// <param name="mark">Is among the arguments for systems that don't show environments.</param>
    /// <param name="directory">The instance's own.</param>
    /// <param name="maxConsoleBytes">The most bytes to keep of what is printed.</param>
    /// <param name="program">The program with its arguments.</param>
    public static IReadOnlyList<string> Command(string mark, string directory, int maxConsoleBytes, IReadOnlyList<string> program) =>
        [Shell, "-c", Script, "pudding-instance", mark, directory, (maxConsoleBytes / (Block * Files)).ToString(CultureInfo.InvariantCulture), .. program];

    /// <summary>What an exit code means, for people.</summary>
    public static string Say(int exitCode) => exitCode > 128 ? $"It was ended by signal {exitCode - 128}." : $"It ended with exit code {exitCode}.";
}
