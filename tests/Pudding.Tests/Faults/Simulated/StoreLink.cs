using Pudding.Storage;

namespace Pudding.Tests.Faults.Simulated;

/// <summary>The way between one host and the store.</summary>
internal sealed class StoreLink(Estate estate, SimHost host)
{
    private Dice Dice => estate.Dice;

    /// <summary>A call as the host sees it: answered, failed before it was done, or after it, or answered never.</summary>
    public ValueTask<T> CallAsync<T>(string name, Func<T> execute)
    {
        if (estate.Script?.Invoke(host, name) is { } fate and not CallFate.AsTheWeatherIs)
            return Suffer(fate, name, execute);
        var weather = estate.Weather;
        if (!estate.IsStoreAway && Dice.Chance(weather.QuickCall))
            return new(execute());

        var answer = new TaskCompletionSource<T>();
        var reached = Delay();
        if (Dice.Chance(weather.Crash))
            estate.Agenda.In(Dice.Chance(0.5) ? reached / 2 : reached + TimeSpan.FromTicks(1), host.Die);
        if (Dice.Chance(weather.LostCall))
        {
            Fail(answer, name, Dice.Seconds(0.1, 20), "never reached the store");
        }
        else if (Dice.Chance(weather.LateCall))
        {
            Fail(answer, name, Dice.Seconds(0.1, 20), "is stuck");
            estate.Agenda.In(Dice.Seconds(1, 90), () => Execute(execute, static _ => { }, static _ => { }));
        }
        else if (Dice.Chance(weather.SilentCall))
        {
            if (Dice.Chance(0.5))
                estate.Agenda.In(reached, () => Execute(execute, static _ => { }, static _ => { }));
        }
        else
        {
            var isAnswerLost = Dice.Chance(weather.LostAnswer);
            if (isAnswerLost)
                Fail(answer, name, reached + Dice.Seconds(0.1, 20), "lost its answer");
            if (Dice.Chance(weather.DoubledCall))
                estate.Agenda.In(Delay(), () => Execute(execute, static _ => { }, static _ => { }));
            estate.Agenda.In(reached, () => Execute(
                execute,
                result =>
                {
                    if (!isAnswerLost)
                        estate.Agenda.In(Delay(), () => host.Do(() => answer.TrySetResult(result)));
                },
                error => estate.Agenda.In(Delay(), () => host.Do(() => answer.TrySetException(error)))));
        }

        return new(answer.Task);
    }

    private ValueTask<T> Suffer<T>(CallFate fate, string name, Func<T> execute)
    {
        estate.Write($"{host.Name}: {name} {fate}");
        if (fate is CallFate.FailsAfter or CallFate.HostDiesAfter)
            execute();
        if (fate is CallFate.FailsBefore or CallFate.FailsAfter)
            return ValueTask.FromException<T>(new JobStoreUnavailableException($"{name} {fate}."));
        host.Die();
        return new(new TaskCompletionSource<T>().Task);
    }

    private void Execute<T>(Func<T> execute, Action<T> done, Action<Exception> failed)
    {
        if (estate.IsStoreAway)
            failed(new JobStoreUnavailableException());
        else
            done(execute());
    }

    private void Fail<T>(TaskCompletionSource<T> answer, string name, TimeSpan after, string why) =>
        estate.Agenda.In(after, () => host.Do(() => answer.TrySetException(new JobStoreUnavailableException($"{name} {why}."))));

    private TimeSpan Delay() => Dice.Chance(0.1) ? Dice.Seconds(0, 8) : Dice.Seconds(0, 0.1);
}
