namespace BuildFarm.Farm;

internal static class ExitCode
{
    public const int Succeeded = 0;
    public const int JobFailed = 1;
    public const int BadInput = 2;
    public const int Interrupted = 130;
}
