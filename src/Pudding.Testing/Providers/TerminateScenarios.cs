#pragma warning disable MA0004 // a scenario has no synchronization context: see ProviderScenario.RunAsync
using Pudding.Instances;
using Pudding.Testing.Driving;

namespace Pudding.Testing.Providers;

internal static class TerminateScenarios
{
    private const string NotFound = "IInstanceProvider.TerminateAsync: an id that is malformed, unknown or foreign gets NotFound, which is no success.";

    private static readonly string[] Poison = ["", " ", "../../etc", "no such id", new('x', 300), "a/b", "*"];

    public static IReadOnlyList<ProviderScenario> All { get; } = new ProviderScenarioList("terminate")
    {
        { A_terminated_instance_ends, "IInstanceProvider.TerminateAsync: begins to terminate instances." },
        { Only_what_was_named_ends, "IInstanceProvider.TerminateAsync: by id." },
        { Several_end_at_once, "IInstanceProvider.TerminateAsync: a result for each id, in order." },
        { A_repeat_is_accepted, "IInstanceProvider.TerminateAsync: idempotent." },
        { An_id_twice_in_a_batch_is_accepted_twice, "IInstanceProvider.TerminateAsync: idempotent; a result for each id, in order." },
        { What_nobody_launched_is_not_found, NotFound },
        { Poison_ids_hurt_no_other, NotFound },
        { A_termination_that_is_cancelled_before_it_begins_ends_nothing, "IInstanceProvider: one that was cancelled before it began has done nothing." },
    };

    private static async Task A_terminated_instance_ends(CloudDriver cloud)
    {
        var instance = await cloud.LaunchAsync();
        await cloud.ExpectRunningAsync(instance);
        await cloud.TerminateAsync(instance);
        await cloud.ExpectGoneAsync(instance);
    }

    private static async Task Only_what_was_named_ends(CloudDriver cloud)
    {
        var (first, second) = (await cloud.LaunchAsync(), await cloud.LaunchAsync());
        await cloud.TerminateAsync(first);
        await cloud.ExpectGoneAsync(first);
        await cloud.ExpectRunningAsync(second);
    }

    private static async Task Several_end_at_once(CloudDriver cloud)
    {
        var launched = (await cloud.TryLaunchAsync(cloud.Provider, cloud.Request(), cloud.Request(), cloud.Request())).Select(CloudDriver.Launched).ToList();
        foreach (var result in await cloud.TerminateAsync(cloud.Provider, [.. launched.Select(static instance => instance.Id)]))
            Expect.That(result.IsAccepted, $"the termination of '{result.Id}' is accepted", $"{result.Error}");
        foreach (var instance in launched)
            await cloud.ExpectGoneAsync(instance);
    }

    private static async Task A_repeat_is_accepted(CloudDriver cloud)
    {
        var instance = await cloud.LaunchAsync();
        await cloud.TerminateAsync(instance);
        await cloud.TerminateAsync(instance);
        await cloud.ExpectGoneAsync(instance);
        var late = (await cloud.TerminateAsync(cloud.Provider, instance.Id))[0];
        var listed = await cloud.FindAsync(instance.Id);
        Expect.That(
            late.IsAccepted || (late.Error.Kind == ProviderErrorKind.NotFound && listed is null), "a termination of what is gone is accepted, or not found once it is forgotten", $"{late.Error}");
        await cloud.ExpectGoneAsync(instance);
    }

    private static async Task An_id_twice_in_a_batch_is_accepted_twice(CloudDriver cloud)
    {
        var instance = await cloud.LaunchAsync();
        foreach (var result in await cloud.TerminateAsync(cloud.Provider, instance.Id, instance.Id))
            Expect.That(result.IsAccepted, "a termination that is accepted", $"{result.Error}");
        await cloud.ExpectGoneAsync(instance);
    }

    private static async Task What_nobody_launched_is_not_found(CloudDriver cloud)
    {
        var instance = await cloud.LaunchAsync();
        foreach (var id in Poison.Append(OneOff(instance.Id)))
            ExpectNotFound((await cloud.TerminateAsync(cloud.Provider, id))[0]);
        await cloud.ExpectRunningAsync(instance);
    }

    private static async Task Poison_ids_hurt_no_other(CloudDriver cloud)
    {
        var (first, second, third) = (await cloud.LaunchAsync(), await cloud.LaunchAsync(), await cloud.LaunchAsync());
        string[] ids = [Poison[0], first.Id, .. Poison.Skip(1), OneOff(first.Id), second.Id];
        foreach (var result in await cloud.TerminateAsync(cloud.Provider, ids))
        {
            if (result.Id == first.Id || result.Id == second.Id)
                Expect.That(result.IsAccepted, $"the termination of '{result.Id}' is accepted, beside ids that are not found", $"{result.Error}");
            else
                ExpectNotFound(result);
        }

        await cloud.ExpectGoneAsync(first);
        await cloud.ExpectGoneAsync(second);
        await cloud.ExpectRunningAsync(third);
    }

    private static async Task A_termination_that_is_cancelled_before_it_begins_ends_nothing(CloudDriver cloud)
    {
        var (first, second) = (await cloud.LaunchAsync(), await cloud.LaunchAsync());
        await cloud.ExpectCancelledAsync("a termination", async stop => await cloud.Provider.TerminateAsync([first.Id], stop));
        await cloud.TerminateAsync(second);
        await cloud.ExpectGoneAsync(second);
        await cloud.ExpectRunningAsync(first);
    }

    /// <summary>An id that looks right and is nobody's.</summary>
    private static string OneOff(string id) => id[..^1] + (id[^1] == '0' ? '1' : '0');

    private static void ExpectNotFound(TerminateResult result)
    {
        Expect.That(!result.IsAccepted, $"the termination of '{result.Id}', which nobody has launched, is not accepted", "accepted");
        Expect.Equal($"why '{result.Id}' isn't terminated", ProviderErrorKind.NotFound, result.Error!.Kind);
    }
}
