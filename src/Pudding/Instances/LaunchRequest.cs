namespace Pudding.Instances;

/// <summary>The wish for one instance.</summary>
public sealed record LaunchRequest
{
    /// <summary>The most characters of <see cref="Token"/>.</summary>
    public const int MaxTokenLength = 64;

    /// <summary>Makes the launch idempotent: ASCII letters, digits, <c>-</c> and <c>_</c>, at most <see cref="MaxTokenLength"/>. <see cref="WithToken"/> sets the one that these parameters have.</summary>
    /// <value>Empty by default, which no provider takes.</value>
    public string Token { get; init; } = "";

    /// <summary>The persisted wish that this launch fulfils.</summary>
    public required Guid IntentId { get; init; }

    /// <summary>Counts the launches of this wish, from 1: a launch that was definitely refused may be followed by the next one, with other parameters.</summary>
    public required int Attempt { get; init; }

    /// <summary>The pool that it is for; at most 100 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>.</summary>
    public required string Pool { get; init; }

    /// <summary>What it boots: <see cref="ResolvedImage.Id"/>.</summary>
    public required string Image { get; init; }

    /// <summary>What it is given at boot, its user data. A repeat of the token brings the same bytes. They may hold a credential: a provider never logs them, nor tells them to whom is not on the instance.</summary>
    /// <value>None by default.</value>
    public ReadOnlyMemory<byte> Bootstrap { get; init; }

    /// <summary>The provider's own settings (a type of machine, a zone), by names that its documentation tells.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyDictionary<string, string> Spec { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Tags beside those of <see cref="InstanceTags"/>: at most 40; names of at most 128 characters that don't begin with <see cref="InstanceTags.Prefix"/>, values of at most 256.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A text that is the same for the same parameters (all but the token), and another for others: how a provider without a better way tells a repeat from a mismatch.</summary>
    public string Fingerprint() => LaunchToken.Fingerprint(this);

    /// <summary>The same with the token that its parameters have: <see cref="LaunchToken.Of"/>.</summary>
    public LaunchRequest WithToken() => this with { Token = LaunchToken.Of(this) };

    /// <summary>What is wrong with it, for whichever provider; empty when nothing is. What <see cref="Image"/> and <see cref="Spec"/> mean is for the provider to check.</summary>
    /// <param name="capabilities">The provider's.</param>
    /// <returns>Errors of the kind <see cref="ProviderErrorKind.Misconfigured"/>.</returns>
    public IReadOnlyList<ProviderError> Check(ProviderCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        return [.. LaunchRules.Check(this, capabilities)];
    }
}
