namespace Pudding.Pools;

internal enum PoolStepKind
{
    /// <summary>Ask the provider for it, as often as needed: the token is the same.</summary>
    Launch,

    /// <summary>Let it take no more jobs.</summary>
    Cordon,

    /// <summary>Let it take jobs again.</summary>
    Uncordon,

    /// <summary>Settle that it never takes a job again, if it has none.</summary>
    Retire,

    /// <summary>Let the provider end it.</summary>
    Terminate,

    /// <summary>Forget it: it is gone. Should it have had jobs, they go back to their queues.</summary>
    Bury,
}
