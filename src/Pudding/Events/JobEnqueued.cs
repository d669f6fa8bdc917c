namespace Pudding.Events;

/// <summary>A job was enqueued.</summary>
public sealed record JobEnqueued : JobEvent;
