using Microsoft.Extensions.DependencyInjection;
using Pudding.Dispatch;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Storage.Patience;
using Pudding.Tests.Dispatch;

namespace Pudding.Tests.Storage;

/// <summary>Stores that don't answer, on fake time.</summary>
public sealed class StoreTimeoutTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_store_that_hangs_holds_up_no_round_of_the_dispatcher_for_ever()
    {
        var hang = new Hang();
        using var farm = Build(hang);
        await farm.ConnectAsync("w");
        var job = (await farm.EnqueueAsync("a/x"))[0];
        hang.Begin();
        var round = farm.DispatchAsync();

        farm.Clock.Advance(Timeout - TimeSpan.FromTicks(1));
        Assert.False(round.IsCompleted);
        farm.Clock.Advance(TimeSpan.FromTicks(1));
        var exception = await Assert.ThrowsAsync<JobStoreUnavailableException>(() => round);

        Assert.Equal("IBatonStore.AcquireAsync did not answer within 00:00:20 (PuddingOptions.StoreTimeout).", exception.Message);
        Assert.True(hang.IsCancelled);
        hang.End();
        farm.Get<Dispatcher>().Resync();
        await farm.FetchAsync("w");
        Assert.Equal(JobState.Assigned, (await farm.FindAsync(job.Id)).State);
    }

    [Fact]
    public async Task What_becomes_of_a_call_that_was_given_up_is_noticed()
    {
        var unobserved = 0;
        TaskScheduler.UnobservedTaskException += Count;
        try
        {
            await GiveUpAsync();
            for (var i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            Assert.Equal(0, unobserved);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Count;
        }

        void Count(object? sender, UnobservedTaskExceptionEventArgs e) => unobserved += e.Exception.InnerException is LateException ? 1 : 0;

        static async Task GiveUpAsync()
        {
            using var farm = Build(new Hang());
            var late = new TaskCompletionSource<bool>();
            var call = farm.Get<StorePatience>().RunAsync("store", _ => new ValueTask<bool>(late.Task), CancellationToken.None).AsTask();
            farm.Clock.Advance(Timeout);
            await Assert.ThrowsAsync<JobStoreUnavailableException>(() => call);
            late.SetException(new LateException());
        }
    }

    [Fact]
    public async Task An_answer_or_a_failure_in_time_is_handed_on()
    {
        using var farm = Build(new Hang());
        var patience = farm.Get<StorePatience>();
        var (answered, failed) = (new TaskCompletionSource<int>(), new TaskCompletionSource<int>());
        var answer = patience.RunAsync("store", _ => new ValueTask<int>(answered.Task), CancellationToken.None).AsTask();
        var failure = patience.RunAsync("store", _ => new ValueTask<int>(failed.Task), CancellationToken.None).AsTask();
        farm.Clock.Advance(Timeout - TimeSpan.FromTicks(1));

        answered.SetResult(7);
        failed.SetException(new TimeoutException("the store's own"));
        farm.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(7, await answer);
        Assert.Equal("the store's own", (await Assert.ThrowsAsync<TimeoutException>(() => failure)).Message);
    }

    [Fact]
    public async Task Who_asks_may_give_up_sooner()
    {
        using var farm = Build(new Hang());
        using var stop = new CancellationTokenSource();
        var call = farm.Get<StorePatience>().RunAsync("store", static token => new ValueTask(Task.Delay(-1, token)), stop.Token).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Without_a_time_out_the_store_is_waited_for()
    {
        using var farm = Build(new Hang(), o => o.StoreTimeout = null);
        var answered = new TaskCompletionSource<int>();
        var call = farm.Get<StorePatience>().RunAsync("store", _ => new ValueTask<int>(answered.Task), CancellationToken.None).AsTask();

        farm.Clock.Advance(TimeSpan.FromDays(1));
        Assert.False(call.IsCompleted);
        answered.SetResult(7);

        Assert.Equal(7, await call);
    }

    [Fact]
    public void Each_part_of_a_store_is_given_up_in_time_but_its_hints()
    {
        using var farm = new FakeFarm();
        var patient = PuddingServiceCollectionExtensions.StoreInterfaces
            .Where(type => farm.Services.GetRequiredService(type).GetType().Namespace == typeof(StorePatience).Namespace);

        Assert.Equal(PuddingServiceCollectionExtensions.StoreInterfaces.Except([typeof(IChangeFeed)]), patient);
    }

    private static FakeFarm Build(Hang hang, Action<PuddingOptions>? configure = null) => new(
        options =>
        {
            options.StoreTimeout = Timeout;
            configure?.Invoke(options);
        },
        farm => farm.DecorateStore<IBatonStore>((provider, store) => new PatientBatonStore(new Hanging(store, hang), provider.GetRequiredService<StorePatience>())));

    private sealed class LateException : Exception;

    private sealed class Hang
    {
        private CancellationToken _token;
        private bool _hangs;

        public bool IsCancelled => _token.IsCancellationRequested;

        public void Begin() => _hangs = true;

        public void End() => _hangs = false;

        public async ValueTask WaitAsync(CancellationToken cancellationToken)
        {
            _token = cancellationToken;
            if (_hangs)
                await new TaskCompletionSource().Task; // it doesn't listen
        }
    }

    private sealed class Hanging(IBatonStore store, Hang hang) : IBatonStore
    {
        public async ValueTask<long?> AcquireAsync(string holder, TimeSpan duration, CancellationToken cancellationToken)
        {
            await hang.WaitAsync(cancellationToken);
            return await store.AcquireAsync(holder, duration, cancellationToken);
        }

        public ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken) => store.ReleaseAsync(holder, cancellationToken);
    }
}
