using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Pudding.Hosting;

namespace Pudding.Storage.Patience;

/// <summary>How long a call of the store may take: <see cref="PuddingOptions.StoreTimeout"/>. Then its caller goes on without it.</summary>
internal sealed class StorePatience(IOptions<PuddingOptions> options, TimeProvider clock)
{
    private readonly TimeSpan? _timeout = options.Value.StoreTimeout;

    public async ValueTask<T> RunAsync<T>(
        string store, Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken, [CallerMemberName] string method = "")
    {
        if (_timeout is not { } timeout)
            return await call(cancellationToken).ConfigureAwait(false);

        var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var answer = call(abandon.Token).AsTask();
            await ((Task)answer).WaitAsync(timeout, clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (answer.IsCompleted)
                return await answer.ConfigureAwait(false);
            _ = AbandonAsync(answer, abandon);
            abandon = null;
        }
        finally
        {
            abandon?.Dispose();
        }

        throw new JobStoreUnavailableException($"{store}.{method} did not answer within {timeout} (PuddingOptions.StoreTimeout).");
    }

    public async ValueTask RunAsync(
        string store, Func<CancellationToken, ValueTask> call, CancellationToken cancellationToken, [CallerMemberName] string method = "") =>
        await RunAsync(
            store,
            async token =>
            {
                await call(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken,
            method).ConfigureAwait(false);

    /// <summary>Asks the call to end, and waits for it, however long it takes, so that how it ends is noticed.</summary>
    private static async Task AbandonAsync(Task answer, CancellationTokenSource abandon)
    {
        _ = abandon.CancelAsync(); // what it sets off is the store's, and may take time too
        await answer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        abandon.Dispose();
    }
}
