namespace Pudding.Storage;

/// <summary>What became of a redemption.</summary>
/// <param name="Status">What happened.</param>
/// <param name="Credential">The credential; none when the redemption was refused.</param>
public readonly record struct RedeemResult(RedeemStatus Status, StoredCredential? Credential = null);
