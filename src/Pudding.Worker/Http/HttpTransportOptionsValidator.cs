using Microsoft.Extensions.Options;

namespace Pudding.Worker.Http;

/// <summary>Reports everything that is wrong at once.</summary>
internal sealed class HttpTransportOptionsValidator : IValidateOptions<HttpTransportOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpTransportOptions options)
    {
        var errors = CheckUrl(options).Concat(CheckFiles(options)).Concat(CheckPins(options)).ToList();
        if (options.RequestTimeout <= TimeSpan.Zero || options.RequestTimeout > TimeSpan.FromMinutes(10))
            errors.Add($"{Field(nameof(options.RequestTimeout))}: {options.RequestTimeout} is not above zero and at most 10 minutes.");
        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> CheckUrl(HttpTransportOptions options)
    {
        var field = Field(nameof(options.Url));
        if (options.Url is not { IsAbsoluteUri: true } url)
        {
            yield return $"{field}: it is missing, or not absolute; for example https://farm.example.";
            yield break;
        }

        if (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp)
            yield return $"{field}: '{url.Scheme}' is neither https nor http.";
        if (url.Query.Length > 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0)
            yield return $"{field}: it may have no user, query or fragment.";
        if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback && !options.AllowInsecureTransport)
            yield return $"{field}: http:// sends jobs, secrets and the credential in clear to {url.Host}. Use https://, or set {nameof(options.AllowInsecureTransport)} in a network that you trust.";
    }

    private static IEnumerable<string> CheckFiles(HttpTransportOptions options)
    {
        if (options.StateDirectory is not { } state || !Path.IsPathRooted(state))
            yield return $"{Field(nameof(options.StateDirectory))}: '{options.StateDirectory}' is not an absolute path.";
        if (options.CertificateAuthorityFile is { } authorities && !(Path.IsPathRooted(authorities) && File.Exists(authorities)))
            yield return $"{Field(nameof(options.CertificateAuthorityFile))}: '{authorities}' is not the absolute path of a file.";
    }

    private static IEnumerable<string> CheckPins(HttpTransportOptions options) => options.CertificatePins
        .Where(static pin => !CertificatePolicy.IsPin(pin))
        .Select(static pin => $"{Field(nameof(options.CertificatePins))}: '{pin}' is not {CertificatePolicy.PinPrefix} and the base64 of 32 bytes.");

    private static string Field(string name) => $"{nameof(HttpTransportOptions)}.{name}";
}
