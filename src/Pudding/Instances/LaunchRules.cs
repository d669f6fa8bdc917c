using System.Buffers;
using Pudding.Jobs;

namespace Pudding.Instances;

/// <summary>What holds for the launches of all providers.</summary>
internal static class LaunchRules
{
    private const int MaxTags = 40;
    private const int MaxTagName = 128;
    private const int MaxTagValue = 256;

    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public static IEnumerable<ProviderError> Check(LaunchRequest request, ProviderCapabilities capabilities)
    {
        if (request.Token.Length is 0 or > LaunchRequest.MaxTokenLength || request.Token.AsSpan().ContainsAnyExcept(TokenCharacters))
            yield return Wrong(nameof(request.Token), $"'{request.Token}' is not from 1 to {LaunchRequest.MaxTokenLength} ASCII letters, digits, '-' and '_'.");
        if (request.IntentId == Guid.Empty)
            yield return Wrong(nameof(request.IntentId), "it is empty.");
        if (request.Attempt < 1)
            yield return Wrong(nameof(request.Attempt), $"{request.Attempt} is less than 1.");
        if (QueueName.Check(request.Pool) is not null)
            yield return Wrong(nameof(request.Pool), $"'{request.Pool}' is not from 1 to 100 letters, digits, '.', '_' and '-'.");
        if (string.IsNullOrWhiteSpace(request.Image))
            yield return Wrong(nameof(request.Image), "it is empty.");
        if (request.Bootstrap.Length > capabilities.MaxBootstrapBytes)
            yield return Wrong(nameof(request.Bootstrap), $"{request.Bootstrap.Length} bytes are more than {capabilities.MaxBootstrapBytes}.");
        if (request.Tags.Count > MaxTags)
            yield return Wrong(nameof(request.Tags), $"{request.Tags.Count} are more than {MaxTags}.");
        foreach (var (name, value) in request.Tags)
        {
            if (name.Length is 0 or > MaxTagName || name.StartsWith(InstanceTags.Prefix, StringComparison.OrdinalIgnoreCase))
                yield return Wrong($"{nameof(request.Tags)}.{name}", $"the name is not from 1 to {MaxTagName} characters, or begins with '{InstanceTags.Prefix}'.");
            else if (value.Length > MaxTagValue)
                yield return Wrong($"{nameof(request.Tags)}.{name}", $"the value has more than {MaxTagValue} characters.");
        }
    }

    private static ProviderError Wrong(string field, string problem) => ProviderError.Misconfigured(field, $"{field}: {problem}");
}
