namespace Pudding.Worker.Http;

/// <summary>Whether the farm answers. Thread-safe.</summary>
public interface IHostLink
{
    /// <summary>Completes, with the farm's words, when it has refused the token of this machine, which was never registered: starting again with the same one is of no use.</summary>
    Task<string> Refused { get; }

    /// <summary>How long ago the farm has last answered as a farm does (a refused credential is no answer), or since when this process runs if it never has.</summary>
    TimeSpan SilentFor { get; }
}
