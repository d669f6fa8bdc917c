namespace Pudding.Events;

/// <summary>A worker ended its session in order.</summary>
public sealed record WorkerDisconnected : WorkerEvent;
