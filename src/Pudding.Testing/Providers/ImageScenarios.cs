#pragma warning disable MA0004 // a scenario has no synchronization context: see ProviderScenario.RunAsync
using Pudding.Instances;
using Pudding.Testing.Driving;

namespace Pudding.Testing.Providers;

internal static class ImageScenarios
{
    private const string Validate = "IInstanceProvider.ValidateAsync: everything that is wrong, each with its field; empty when nothing is.";

    public static IReadOnlyList<ProviderScenario> All { get; } = new ProviderScenarioList("images")
    {
        { An_image_is_the_same_each_time, "IInstanceProvider.ResolveImageAsync: finds the image that is meant and pins it." },
        { An_image_that_is_not_there_is_not_found, "IInstanceProvider.ResolveImageAsync: NotFound when there is none." },
        { What_can_be_launched_is_valid, Validate },
        { What_is_wrong_with_a_spec_is_told, Validate },
        { What_is_wrong_with_an_image_is_told, Validate },
        { Validation_launches_nothing, "IInstanceProvider.ValidateAsync: without launching one." },
        { What_an_instance_prints_is_read, "IInstanceProvider.GetConsoleOutputAsync: the newest of what an instance has written to its console.", ProviderAbilities.Console },
        { What_an_instance_printed_is_read_after_its_end, "IInstanceProvider.GetConsoleOutputAsync: to find out why it did not come up.", ProviderAbilities.Console },
        { The_console_of_nobody_is_not_found, "IInstanceProvider.GetConsoleOutputAsync: NotFound for an id that is malformed or unknown." },
    };

    private static async Task An_image_is_the_same_each_time(CloudDriver cloud)
    {
        var first = await cloud.Provider.ResolveImageAsync(cloud.Harness.ImageSelector, cloud.Stop);
        var second = await cloud.Provider.ResolveImageAsync(cloud.Harness.ImageSelector, cloud.Stop);
        Expect.Equal("the image that the same selector gives", first, second);
        Expect.That(first.Id.Length > 0 && first.CreatedAt > DateTimeOffset.UnixEpoch, "an id and a time", $"{first}");
    }

    private static Task An_image_that_is_not_there_is_not_found(CloudDriver cloud) => cloud.ExpectErrorAsync(
        "the search for an image that is not there", ProviderErrorKind.NotFound, async () => await cloud.Provider.ResolveImageAsync(cloud.Harness.UnknownImageSelector, cloud.Stop));

    private static async Task What_can_be_launched_is_valid(CloudDriver cloud)
    {
        var request = cloud.Request();
        Expect.Empty("what is wrong", await cloud.Provider.ValidateAsync(request.Image, request.Spec, cloud.Stop));
        await cloud.LaunchAsync(request);
    }

    private static async Task What_is_wrong_with_a_spec_is_told(CloudDriver cloud)
    {
        var (name, value) = cloud.Harness.WrongSetting;
        var spec = new Dictionary<string, string>(cloud.Harness.Spec, StringComparer.Ordinal) { [name] = value };
        ExpectWrong($"Spec.{name}", await cloud.Provider.ValidateAsync(cloud.Request().Image, spec, cloud.Stop));
    }

    private static async Task What_is_wrong_with_an_image_is_told(CloudDriver cloud) =>
        ExpectWrong("Image", await cloud.Provider.ValidateAsync(cloud.Harness.UnknownImageSelector, cloud.Harness.Spec, cloud.Stop));

    private static async Task Validation_launches_nothing(CloudDriver cloud)
    {
        var request = cloud.Request();
        await cloud.Provider.ValidateAsync(request.Image, request.Spec, cloud.Stop);
        var other = await cloud.LaunchAsync();
        await cloud.ExpectRunningAsync(other);
        await cloud.ExpectListedAsync([other.Id]);
    }

    private static async Task What_an_instance_prints_is_read(CloudDriver cloud) => await ExpectPrintedAsync(cloud, (await cloud.LaunchAsync()).Id);

    private static async Task What_an_instance_printed_is_read_after_its_end(CloudDriver cloud)
    {
        var instance = await cloud.LaunchAsync();
        await ExpectPrintedAsync(cloud, instance.Id);
        await cloud.TerminateAsync(instance);
        await cloud.ExpectGoneAsync(instance);
        await ExpectPrintedAsync(cloud, instance.Id);
    }

    private static async Task The_console_of_nobody_is_not_found(CloudDriver cloud)
    {
        await cloud.LaunchAsync();
        foreach (var id in (string[])["", "../..", "no such id"])
            await cloud.ExpectErrorAsync($"the console of '{id}'", ProviderErrorKind.NotFound, async () => await cloud.Provider.GetConsoleOutputAsync(id, cloud.Stop));
    }

    private static Task ExpectPrintedAsync(CloudDriver cloud, string id) => cloud.EventuallyAsync($"the console of '{id}' holds '{cloud.Harness.ConsoleText}'", async () =>
        await cloud.Provider.GetConsoleOutputAsync(id, cloud.Stop) is var text && text?.Contains(cloud.Harness.ConsoleText, StringComparison.Ordinal) == true ? null : Words.Of(text));

    private static void ExpectWrong(string field, IReadOnlyList<ProviderError> errors) => Expect.That(
        errors.Any(error => error.Kind == ProviderErrorKind.Misconfigured && error.Subject == field && error.Message.Contains(field, StringComparison.Ordinal)),
        $"an error of the kind {ProviderErrorKind.Misconfigured} about '{field}'",
        Words.List(errors));
}
