namespace BuildFarm.Farm;

internal static class ExitCode
{
    public const int Succeeded = 0;
    public const int JobFailed = 1;
    public const int BadInput = 2;

    /// <summary>The database couldn't be read or written; another run goes on from there.</summary>
    public const int StoreUnavailable = 3;

    public const int Interrupted = 130;
}
