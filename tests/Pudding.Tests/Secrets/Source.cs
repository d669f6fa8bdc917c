using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Pudding.Secrets;

namespace Pudding.Tests.Secrets;

/// <summary>A source of secrets that answers each call by hand.</summary>
internal sealed class Source : ISecretSource
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();

    public async ValueTask<IReadOnlyDictionary<string, SecretValue>> ResolveAsync(SecretRequest request, CancellationToken cancellationToken)
    {
        var call = new Call(request, cancellationToken);
        _calls.Writer.TryWrite(call);
        return await call.Done.Task;
    }

    public Task<Call> NextAsync() => _calls.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>The next call, which comes when a pause is over that may not have begun yet.</summary>
    public Task<Call> NextAsync(FakeTimeProvider clock) => Eventually.GetAsync("the source is asked again", () =>
    {
        if (_calls.Reader.TryRead(out var call))
            return call;
        clock.Advance(TimeSpan.FromMilliseconds(100));
        return null;
    });

    internal sealed class Call(SecretRequest request, CancellationToken cancellationToken)
    {
        public SecretRequest Request => request;

        public bool IsGivenUp => cancellationToken.IsCancellationRequested;

        public TaskCompletionSource<IReadOnlyDictionary<string, SecretValue>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Answer(params (string Name, string Value)[] secrets) =>
            Done.SetResult(secrets.ToDictionary(secret => secret.Name, secret => new SecretValue(secret.Value)));

        public void Fail(Exception exception) => Done.SetException(exception);
    }
}
