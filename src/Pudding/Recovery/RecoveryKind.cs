namespace Pudding.Recovery;

/// <summary>What a recovery does.</summary>
internal enum RecoveryKind
{
    Requeue = 1,
    Discard = 2,
}
