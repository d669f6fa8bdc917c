using System.Text;
using Microsoft.Extensions.Options;
using Pudding.Jobs;

namespace Pudding.Enrolment;

/// <summary>Checks the settings when the host starts, and reports every error at once.</summary>
internal sealed class EnrolmentOptionsValidator : IValidateOptions<EnrolmentOptions>
{
    private const int MinSecretBytes = 32;

    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(365);

    public ValidateOptionsResult Validate(string? name, EnrolmentOptions options)
    {
        var errors = CheckSecrets(options).Concat(CheckTimes(options)).Concat(CheckUrl(options)).Concat(CheckBinaries(options)).ToList();
        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> CheckSecrets(EnrolmentOptions options)
    {
        if (options.SigningSecrets.Count == 0)
        {
            yield return "EnrolmentOptions.SigningSecrets: there is none, so tokens of machines can be neither made nor verified. Add one, the same on every host and nowhere in "
                + "the code: AddEnrolment(o => o.SigningSecrets.Add(configuration[\"Pudding:SigningSecret\"]!)). `openssl rand -base64 32` makes one.";
        }

        for (var i = 0; i < options.SigningSecrets.Count; i++)
        {
            var bytes = Encoding.UTF8.GetByteCount(options.SigningSecrets[i] ?? "");
            if (bytes < MinSecretBytes)
                yield return $"EnrolmentOptions.SigningSecrets[{i}]: it has {bytes} bytes; at least {MinSecretBytes} are needed. `openssl rand -base64 32` makes one.";
        }
    }

    private static IEnumerable<string> CheckTimes(EnrolmentOptions options)
    {
        var minute = TimeSpan.FromMinutes(1);
        if (options.BootTokenLifetime < minute || options.BootTokenLifetime > TimeSpan.FromDays(1))
            yield return $"EnrolmentOptions.BootTokenLifetime: {options.BootTokenLifetime} is not from a minute to a day.";
        if (options.EnrolmentTokenLifetime < minute || options.EnrolmentTokenLifetime > MaxLifetime)
            yield return $"EnrolmentOptions.EnrolmentTokenLifetime: {options.EnrolmentTokenLifetime} is not from a minute to {MaxLifetime.TotalDays:0} days.";
        if (options.CredentialLifetime < 10 * minute || options.CredentialLifetime > MaxLifetime)
            yield return $"EnrolmentOptions.CredentialLifetime: {options.CredentialLifetime} is not from 10 minutes to {MaxLifetime.TotalDays:0} days.";
    }

    private static IEnumerable<string> CheckUrl(EnrolmentOptions options)
    {
        const string Setting = "EnrolmentOptions.PublicUrl";
        if (options.PublicUrl is not { } url)
        {
            if (options.RequirePublicUrl)
                yield return $"{Setting}: it is missing, and machines that are launched must know where to find this host. Set it, for example to https://farm.example.org.";
            yield break;
        }

        if (!url.IsAbsoluteUri)
        {
            yield return $"{Setting}: '{url}' is not absolute; it begins with https:// and the name of a machine.";
            yield break;
        }

        if (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp)
            yield return $"{Setting}: its scheme is '{url.Scheme}'; agents speak https (or http on the same machine).";
        else if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback && !options.AllowInsecureTransport)
            yield return $"{Setting}: it is http and leads to another machine ({url.Host}): everyone on the way could read tokens and secrets of jobs. Use https, or set AllowInsecureTransport.";
        if (url.Query.Length > 0 || url.Fragment.Length > 0)
            yield return $"{Setting}: it has a query or a fragment; it is what stands before /pudding/workers.";
        if (url.UserInfo.Length > 0)
            yield return $"{Setting}: it has a user; agents show a credential of their own.";
    }

    private static IEnumerable<string> CheckBinaries(EnrolmentOptions options)
    {
        foreach (var (runtime, path) in options.AgentBinaries)
        {
            if (QueueName.Check(runtime) is not null)
                yield return $"EnrolmentOptions.AgentBinaries: '{runtime}' is no runtime identifier; it has 1 to 100 letters, digits, '.', '_', '-'.";
            if (!File.Exists(path))
                yield return $"EnrolmentOptions.AgentBinaries[{runtime}]: there is no file '{path}'.";
        }
    }
}
