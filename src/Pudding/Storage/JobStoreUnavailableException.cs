namespace Pudding.Storage;

/// <summary>The store could not be reached or did not answer: whether the call was carried out is not known. It may be repeated.</summary>
public sealed class JobStoreUnavailableException : Exception
{
    /// <summary>Reports that the store is away.</summary>
    public JobStoreUnavailableException()
        : base("The job store is unavailable.")
    {
    }

    /// <inheritdoc cref="JobStoreUnavailableException()" />
    public JobStoreUnavailableException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="JobStoreUnavailableException()" />
    public JobStoreUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
