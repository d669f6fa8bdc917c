namespace Pudding.Storage.Sqlite;

/// <summary>The store's file can't be used. The message says why, and what to do.</summary>
/// <remarks>Thrown when the store is opened, which a host does as it starts. Later on it is the cause of a <see cref="JobStoreUnavailableException"/>.</remarks>
public sealed class SqliteStoreException : Exception
{
    /// <summary>Reports that the file can't be used.</summary>
    public SqliteStoreException()
        : this(SqliteStoreProblem.Other, "The SQLite store can't be used.")
    {
    }

    /// <inheritdoc cref="SqliteStoreException()" />
    public SqliteStoreException(string message)
        : this(SqliteStoreProblem.Other, message)
    {
    }

    /// <inheritdoc cref="SqliteStoreException()" />
    public SqliteStoreException(string message, Exception innerException)
        : this(SqliteStoreProblem.Other, message, innerException)
    {
    }

    /// <inheritdoc cref="SqliteStoreException()" />
    public SqliteStoreException(SqliteStoreProblem problem, string message, Exception? innerException = null)
        : base(message, innerException) => Problem = problem;

    /// <summary>What is wrong, for programs.</summary>
    public SqliteStoreProblem Problem { get; }
}
