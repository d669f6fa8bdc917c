namespace Pudding.Storage.Sqlite.Engine;

/// <summary>A call that writes and waits for its turn. May be carried out more than once, when the transaction that it was in has failed.</summary>
internal interface IWrite
{
    /// <summary>Whether nobody waits for it any more.</summary>
    bool IsGivenUp { get; }

    void Run(Transaction transaction);

    void Complete();

    void Fail(Exception error);
}
