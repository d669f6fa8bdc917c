namespace Pudding.Testing.Models;

/// <summary>A store did something else than the model, after so many operations.</summary>
internal sealed class ModelException(string expected, string seen, string history, int done, Exception innerException)
    : Exception($"Expected: {expected} Seen: {seen}", innerException)
{
    public string Expected { get; } = expected;

    public string Seen { get; } = seen;

    public string History { get; } = history;

    /// <summary>How many operations of the sequence were done; the last one is what the store and the model differ about.</summary>
    public int Done { get; } = done;
}
