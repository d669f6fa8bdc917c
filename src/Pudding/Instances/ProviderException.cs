namespace Pudding.Instances;

/// <summary>A call of a provider that has one answer could not give it.</summary>
public sealed class ProviderException : Exception
{
    /// <summary>Reports why.</summary>
    /// <param name="error">Why.</param>
    /// <param name="innerException">What was behind it.</param>
    public ProviderException(ProviderError error, Exception? innerException = null)
        : base(error?.Message, innerException)
    {
        ArgumentNullException.ThrowIfNull(error);
        Error = error;
    }

    /// <summary>Why.</summary>
    public ProviderError Error { get; }
}
