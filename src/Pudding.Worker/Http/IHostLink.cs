namespace Pudding.Worker.Http;

/// <summary>Whether the farm answers. Thread-safe.</summary>
public interface IHostLink
{
    /// <summary>How long ago the farm has last answered, or since when this process runs if it never has.</summary>
    TimeSpan SilentFor { get; }
}
