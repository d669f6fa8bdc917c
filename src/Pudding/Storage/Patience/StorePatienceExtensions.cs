using Microsoft.Extensions.DependencyInjection;
using Pudding.Hosting;

namespace Pudding.Storage.Patience;

/// <summary>Puts patience round a store that was chosen: right round it, within whatever else wraps it.</summary>
internal static class StorePatienceExtensions
{
    /// <remarks>Not round its feed of hints: that answers when there is something to say.</remarks>
    public static void AddPatience(this IPuddingBuilder builder, StoreChoice chosen)
    {
        Wrap<IJobStore>(builder, chosen, static (store, patience) => new PatientJobStore(store, patience));
        Wrap<IJobQueryStore>(builder, chosen, static (store, patience) => new PatientJobQueryStore(store, patience));
        Wrap<IJobLogStore>(builder, chosen, static (store, patience) => new PatientJobLogStore(store, patience));
        Wrap<IWorkerStore>(builder, chosen, static (store, patience) => new PatientWorkerStore(store, patience));
        Wrap<ICellStore>(builder, chosen, static (store, patience) => new PatientCellStore(store, patience));
        Wrap<IPolicyStore>(builder, chosen, static (store, patience) => new PatientPolicyStore(store, patience));
        Wrap<IEventStore>(builder, chosen, static (store, patience) => new PatientEventStore(store, patience));
        Wrap<IBatonStore>(builder, chosen, static (store, patience) => new PatientBatonStore(store, patience));
        Wrap<ICheckpointStore>(builder, chosen, static (store, patience) => new PatientCheckpointStore(store, patience));
        Wrap<IRetentionStore>(builder, chosen, static (store, patience) => new PatientRetentionStore(store, patience));
        Wrap<ICredentialStore>(builder, chosen, static (store, patience) => new PatientCredentialStore(store, patience));
        Wrap<IUsageStore>(builder, chosen, static (store, patience) => new PatientUsageStore(store, patience));
    }

    private static void Wrap<TStore>(IPuddingBuilder builder, StoreChoice chosen, Func<TStore, StorePatience, TStore> wrap)
        where TStore : class
    {
        if (chosen.FindOwn(typeof(TStore)) is not null)
            builder.DecorateStore<TStore>((provider, store) => wrap(store, provider.GetRequiredService<StorePatience>()));
    }
}
