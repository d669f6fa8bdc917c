using Microsoft.Extensions.Options;

namespace Pudding.LocalProcess.Hosting;

internal sealed class LocalProcessOptionsValidator : IValidateOptions<LocalProcessOptions>
{
    public ValidateOptionsResult Validate(string? name, LocalProcessOptions options) =>
        options.Check().Select(static error => $"{nameof(LocalProcessOptions)}.{error}").ToArray() is { Length: > 0 } errors
            ? ValidateOptionsResult.Fail(errors)
            : ValidateOptionsResult.Success;
}
