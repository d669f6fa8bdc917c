namespace Pudding.Worker.Isolation;

/// <summary>The users that jobs run as: each by one job at a time. Thread-safe.</summary>
internal sealed class JobUsers(int first, int count)
{
    private readonly Lock _gate = new();
    private readonly SortedSet<int> _free = [.. Enumerable.Range(first, count)];

    /// <summary>The first and the last.</summary>
    public (int First, int Last) Range => (first, first + count - 1);

    /// <exception cref="IOException">All are taken.</exception>
    public int Take()
    {
        lock (_gate)
        {
            // A job that was abandoned keeps its user until it is over, and its slot with it.
            var user = _free.Count > 0 ? _free.Min : throw new IOException("Every user that jobs may run as is taken.");
            _free.Remove(user);
            return user;
        }
    }

    public void Return(int user)
    {
        lock (_gate)
            _free.Add(user);
    }
}
