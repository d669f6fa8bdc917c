using Pudding.Storage;

namespace Pudding.Testing.Tests.Broken;

/// <summary>An <see cref="IBatonStore"/> with calls that do something else.</summary>
internal sealed class TamperedBatonStore(IBatonStore store) : IBatonStore
{
    public Around<(string Holder, TimeSpan Duration), long?>? Acquire { get; init; }

    public Around<string, bool>? Release { get; init; }

    public ValueTask<long?> AcquireAsync(string holder, TimeSpan duration, CancellationToken cancellationToken) =>
        Acquire is null ? store.AcquireAsync(holder, duration, cancellationToken) : Acquire((holder, duration), input => store.AcquireAsync(input.Holder, input.Duration, cancellationToken));

    public async ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken)
    {
        if (Release is null)
            await store.ReleaseAsync(holder, cancellationToken);
        else
            await Release(holder, async input =>
            {
                await store.ReleaseAsync(input, cancellationToken);
                return true;
            });
    }
}
