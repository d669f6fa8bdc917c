using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Pudding.Instances;
using Pudding.LocalProcess.Images;
using Pudding.LocalProcess.Processes;
using Pudding.LocalProcess.Records;

namespace Pudding.LocalProcess;

/// <summary>Launches instances. Under the lock of the state directory only.</summary>
internal sealed class Launcher(string estateId, LocalProcessOptions options, ProviderCapabilities capabilities, TimeProvider time, Children children, ILogger logger)
{
    private const string Variable = "environment.";

    /// <param name="directory">Where the instance of this token is, or will be.</param>
    /// <param name="request">The wish.</param>
    /// <param name="living">How many instances of the estate there are; counted on.</param>
    public LaunchResult Launch(InstanceDirectory directory, LaunchRequest request, ref int living)
    {
        if (request.Check(capabilities) is [var wrong, ..])
            return LaunchResult.Rejected(wrong);
        InstanceRecord? record = null;
        try
        {
            if (directory.Read() is { } former)
                return Repeat(former, request);
            if (Check(request.Image, request.Spec).FirstOrDefault() is { } problem)
                return LaunchResult.Rejected(problem);
            if (living >= options.MaxInstances)
                return LaunchResult.Rejected(ProviderError.QuotaExceeded(nameof(options.MaxInstances), $"There are {living} instances, and {nameof(options.MaxInstances)} is {options.MaxInstances}."));

            record = Plan(directory, request);
            directory.Create(record, request.Bootstrap.Span);
            var error = Start(directory, request, record, out var pid);
            if (error != 0)
            {
                directory.Delete();
                return LaunchResult.Rejected(ProviderError.Unavailable($"No process can be started: {Native.Message(error)}"));
            }

            living++;
            record = record with { Pid = pid, Start = InstanceCare.Look().Find(pid)?.Start ?? "" }; // there, be it as a zombie, until it is reaped
            directory.Write(record);
            children.Add(pid);
            logger.Launched(record.Id, request.Pool, pid);
            return LaunchResult.Launched(record.View());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return record is null ? LaunchResult.Rejected(ProviderError.Unavailable(exception.Message)) : LaunchResult.Unknown(exception.Message);
        }
    }

    /// <summary>What would keep such an instance from being launched.</summary>
    public static IEnumerable<ProviderError> Check(string image, IReadOnlyDictionary<string, string> spec)
    {
        if (ProgramImage.Check(image) is { } wrong)
            yield return wrong;
        foreach (var name in spec.Keys.Order(StringComparer.Ordinal))
        {
            if (Problem(name, spec[name]) is { } problem)
                yield return ProviderError.Misconfigured($"{nameof(LaunchRequest.Spec)}.{name}", $"{nameof(LaunchRequest.Spec)}.{name}: {problem}");
        }
    }

    private static LaunchResult Repeat(InstanceRecord former, LaunchRequest request) =>
        former.Fingerprint != request.Fingerprint() ? LaunchResult.Rejected(ProviderError.IdempotencyMismatch(request.Token)) :
        former.State == InstanceState.Pending ? LaunchResult.Unknown("Its host was killed while it launched it: whether a process was started shows in a moment.") :
        LaunchResult.Launched(former.View());

    private static string? Problem(string name, string value) =>
        !name.StartsWith(Variable, StringComparison.Ordinal) ? $"local instances have no such setting, only '{Variable}NAME'." :
        name.Length == Variable.Length || name.AsSpan(Variable.Length).ContainsAny('=', '\0') || value.Contains('\0', StringComparison.Ordinal) ? "that is no variable." :
        name.AsSpan(Variable.Length).StartsWith(InstanceEnvironment.Prefix, StringComparison.Ordinal) ? $"the variables '{InstanceEnvironment.Prefix}…' are given by the provider." :
        null;

    private InstanceRecord Plan(InstanceDirectory directory, LaunchRequest request) => new()
    {
        Id = Path.GetFileName(directory.Path),
        Token = request.Token,
        Fingerprint = request.Fingerprint(),
        Image = request.Image,
        Tags = InstanceTags.Of(estateId, request),
        LaunchedAt = time.GetUtcNow(),
        Mark = RandomNumberGenerator.GetHexString(32, lowercase: true),
    };

    private int Start(InstanceDirectory directory, LaunchRequest request, InstanceRecord record, out int pid)
    {
        var program = ProgramCommand.For(ProgramImage.PathOf(request.Image), options.Arguments);
        return Native.Spawn(Keeper.Command(record.Mark, directory.Path, options.MaxConsoleBytes, program), [.. Variables(directory, request, record)], out pid);
    }

    private IEnumerable<string> Variables(InstanceDirectory directory, LaunchRequest request, InstanceRecord record)
    {
        var own = request.Spec.Select(static setting => (Name: setting.Key[Variable.Length..], setting.Value)).ToList();
        foreach (var name in options.InheritEnvironment.Where(name => own.All(variable => variable.Name != name)))
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
                yield return $"{name}={value}";
        }

        foreach (var (name, value) in own)
            yield return $"{name}={value}";
        yield return $"{InstanceEnvironment.Id}={record.Id}";
        yield return $"{InstanceEnvironment.Mark}={record.Mark}";
        yield return $"{InstanceEnvironment.Bootstrap}={directory.BootstrapFile}";
        yield return $"{InstanceEnvironment.State}={directory.StateDirectory}";
    }
}
