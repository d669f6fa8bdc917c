namespace Pudding.Storage;

/// <summary>What was forgotten.</summary>
/// <param name="Groups">How many groups.</param>
/// <param name="Logs">How many logs, those of forgotten groups left out.</param>
/// <param name="Events">How many events.</param>
/// <param name="HasMore">Whether a limit was reached: call again.</param>
public readonly record struct PruneResult(int Groups, int Logs, long Events, bool HasMore);
