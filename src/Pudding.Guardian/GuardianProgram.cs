namespace Pudding.Guardian;

/// <summary>The process that guards one job. It is started by the command worker, never by hand.</summary>
public static class GuardianProgram
{
    /// <summary>The only argument with which a host is started again as a guardian.</summary>
    internal const string Argument = "--pudding-guardian";

    /// <summary>Set once <see cref="TryRun"/> has been called: only then is it safe to start the host's own program as a guardian.</summary>
    internal const string HookSwitch = "Pudding.Guardian.Hook";

    private const int StandardInput = 0;
    private const int StandardError = 2;

    /// <summary>Lets the host's own program be the guardian of its jobs. A host that is published self-contained, as a single file or ahead of
    /// time calls this first in <c>Main</c>, for it has no <c>dotnet</c> to run a separate guardian with; other hosts need not.</summary>
    /// <param name="args">The arguments of <c>Main</c>.</param>
    /// <param name="exitCode">What <c>Main</c> must return at once when the result is <c>true</c>.</param>
    /// <returns>Whether this process was a guardian and its job is over; <c>false</c> in the host itself.</returns>
    public static bool TryRun(string[] args, out int exitCode)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (args is not [Argument])
        {
            AppContext.SetSwitch(HookSwitch, isEnabled: true);
            exitCode = 0;
            return false;
        }

        exitCode = Run();
        return true;
    }

    internal static int Run()
    {
        var guard = new JobGuard(StandardInput, StandardError);
        var report = guard.Run();
        Native.TryWrite(StandardError, report.ToLine(guard.Password)); // nobody reads it when the worker is dead
        return 0;
    }
}
