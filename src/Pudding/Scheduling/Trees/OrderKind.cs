namespace Pudding.Scheduling.Trees;

/// <summary>The orders as the hot path knows them.</summary>
internal enum OrderKind
{
    FairShare,
    Fifo,
    LeastRunning,
    RoundRobin,
}
