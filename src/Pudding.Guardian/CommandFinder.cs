namespace Pudding.Guardian;

/// <summary>Finds the program of a command as a shell would, by the PATH of the job and not of the guardian.</summary>
internal static class CommandFinder
{
    private const string DefaultPath = "/usr/local/bin:/usr/bin:/bin";
    private const string PathPrefix = "PATH=";

    /// <summary>Call it in the job's working directory: paths may be relative to that.</summary>
    /// <param name="command">A path when it has a slash, else a name.</param>
    /// <param name="environment">The job's.</param>
    /// <param name="error">0, or the system's number for why nothing was found.</param>
    public static string Find(string command, IReadOnlyList<string> environment, out int error)
    {
        error = 0;
        if (command.Contains('/', StringComparison.Ordinal))
            return command; // starting it tells what is wrong

        var path = environment.LastOrDefault(entry => entry.StartsWith(PathPrefix, StringComparison.Ordinal))?[PathPrefix.Length..];
        error = Native.NoSuchFile;
        foreach (var directory in (path ?? DefaultPath).Split(':'))
        {
            var candidate = Path.Combine(directory.Length == 0 ? "." : directory, command);
            if (!File.Exists(candidate))
                continue;

            if (Native.IsExecutable(candidate))
            {
                error = 0;
                return candidate;
            }

            error = Native.NoPermission;
        }

        return command;
    }
}
