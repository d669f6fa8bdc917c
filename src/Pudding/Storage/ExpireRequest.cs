namespace Pudding.Storage;

/// <summary>How to take back what is lost.</summary>
/// <param name="Epoch">The baton's epoch as the caller knows it.</param>
/// <param name="MaxLosses">How often a job may be lost with its worker; once more, and it fails.</param>
public readonly record struct ExpireRequest(long Epoch, int MaxLosses);
