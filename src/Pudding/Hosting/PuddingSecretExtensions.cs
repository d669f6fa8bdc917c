using System.Diagnostics.CodeAnalysis;
using Pudding.Hosting;
using Pudding.Secrets;

#pragma warning disable IDE0130 // where a host already has its usings
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Gives a host its source of secrets.</summary>
public static class PuddingSecretExtensions
{
    /// <summary>Says where the values of secrets come from. Every host needs it that enqueues jobs with secrets, and every host that workers talk to.</summary>
    /// <typeparam name="TSource">The source; one for the host.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <exception cref="InvalidOperationException">Another source was chosen before: a host has one.</exception>
    public static IPuddingBuilder UseSecretSource<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSource>(this IPuddingBuilder builder)
        where TSource : class, ISecretSource =>
        UseSecretSource(builder, ServiceDescriptor.Singleton<ISecretSource, TSource>());

    /// <summary>Says where the values of secrets come from. Every host needs it that enqueues jobs with secrets, and every host that workers talk to.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="resolve">Looks up what a job has asked for: see <see cref="ISecretSource.ResolveAsync"/>.</param>
    /// <exception cref="InvalidOperationException">Another source was chosen before: a host has one.</exception>
    public static IPuddingBuilder UseSecretSource(
        this IPuddingBuilder builder, Func<SecretRequest, CancellationToken, ValueTask<IReadOnlyDictionary<string, SecretValue>>> resolve)
    {
        ArgumentNullException.ThrowIfNull(resolve);
        return UseSecretSource(builder, ServiceDescriptor.Singleton<ISecretSource>(new DelegateSecretSource(resolve)));
    }

    private static IPuddingBuilder UseSecretSource(IPuddingBuilder builder, ServiceDescriptor source)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var chosen = builder.Services.FirstOrDefault(static service => !service.IsKeyedService && service.ServiceType == typeof(ISecretSource));
        if (chosen is not null && (source.ImplementationType is null || chosen.ImplementationType != source.ImplementationType))
            throw new InvalidOperationException("Pudding already has a source of secrets. Call UseSecretSource once; a source may ask several others.");
        if (chosen is null)
            builder.Services.Add(source);
        builder.Services.Configure<PuddingOptions>(static options => options.HasSecretSource = true);
        return builder;
    }
}
