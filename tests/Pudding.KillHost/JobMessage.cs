namespace Pudding.KillHost;

internal sealed record JobMessage(string Tenant, string Queue, int Attempts, int BackoffMs);
