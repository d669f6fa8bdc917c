namespace Pudding.Storage;

/// <summary>Decides which host schedules: a lease with an epoch that every write of the scheduler carries.</summary>
public interface IBatonStore
{
    /// <summary>Takes the baton if it is free or its lease is over (the epoch goes up by one), or renews it for its holder (the epoch stays, also when
    /// the lease was over and nobody has taken the baton since: nobody else can have written under it).</summary>
    /// <param name="holder">Names the host; unique.</param>
    /// <param name="duration">How long the lease holds from now, by the store's clock.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The epoch; <c>null</c> while someone else holds the baton.</returns>
    ValueTask<long?> AcquireAsync(string holder, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives the baton back, so that another host need not wait. Does nothing for who doesn't hold it.</summary>
    ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken);
}
