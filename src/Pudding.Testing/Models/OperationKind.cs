namespace Pudding.Testing.Models;

internal enum OperationKind
{
    Enqueue,
    Repeat,
    Connect,
    Disconnect,
    Beat,
    StaleBeat,
    Claim,
    Sweep,
    Cancel,
    Advance,
    Move,
    Forget,
    Publish,
    Baton,
}
