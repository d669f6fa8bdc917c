namespace Pudding.KillHost;

internal sealed record EnqueueMessage(string Key, bool FailFast, IReadOnlyList<JobMessage> Jobs);
