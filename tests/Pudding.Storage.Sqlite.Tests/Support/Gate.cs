namespace Pudding.Storage.Sqlite.Tests.Support;

/// <summary>A call that the writer is held up by: those that come meanwhile share its transaction, as long as the clock stands.</summary>
internal sealed class Gate : IDisposable
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _opened = new();

    public Gate(OpenStore store) => Passed = store.Database.WriteAsync(
        _ =>
        {
            _entered.TrySetResult();
            Assert.True(_opened.Wait(Eventually.DefaultDeadline), "Nobody has opened the gate.");
            return true;
        },
        CancellationToken.None).AsTask();

    public Task<bool> Passed { get; }

    public Task EnteredAsync() => Eventually.CompletesAsync("the writer is at the gate", _entered.Task);

    public void Open() => _opened.Set();

    public void Dispose()
    {
        Open();
        Passed.Wait(Eventually.DefaultDeadline);
        _opened.Dispose();
    }
}
