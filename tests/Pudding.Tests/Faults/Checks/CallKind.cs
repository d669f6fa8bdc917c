namespace Pudding.Tests.Faults.Checks;

internal enum CallKind
{
    Other,
    Enqueue,
    Cancel,
    Claim,
    Sweep,
    Connect,
    Heartbeat,
    Disconnect,
    Cell,
}
