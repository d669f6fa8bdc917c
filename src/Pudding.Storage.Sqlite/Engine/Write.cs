namespace Pudding.Storage.Sqlite.Engine;

internal sealed class Write<T>(Func<Transaction, T> work, CancellationToken cancellationToken) : IWrite
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Done => _done.Task;

    public bool IsGivenUp => cancellationToken.IsCancellationRequested && _done.TrySetCanceled(cancellationToken);

    public void Run(Transaction transaction) => _result = work(transaction);

    public void Complete() => _done.TrySetResult(_result);

    public void Fail(Exception error) => _done.TrySetException(error);
}
