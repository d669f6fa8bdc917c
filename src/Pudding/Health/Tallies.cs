using System.Runtime.InteropServices;

namespace Pudding.Health;

/// <summary>How many jobs ended, and how many of them failed, by place.</summary>
internal sealed class Tallies
{
    private readonly Dictionary<JobPlace, (int Ended, int Failed)> _tallies = [];

    public int Ended { get; private set; }

    public void Add(JobPlace place, int ended, int failed)
    {
        ref var tally = ref CollectionsMarshal.GetValueRefOrAddDefault(_tallies, place, out _);
        tally = (tally.Ended + ended, tally.Failed + failed);
        Ended += ended;
        if (tally.Ended == 0)
            _tallies.Remove(place);
    }

    /// <summary>Takes away all that another has.</summary>
    public void Remove(Tallies other)
    {
        foreach (var (place, (ended, failed)) in other._tallies)
            Add(place, -ended, -failed);
    }

    public List<Stratum> Beside(Tallies all)
    {
        var strata = new List<Stratum>(_tallies.Count);
        foreach (var (place, (ended, failed)) in _tallies)
        {
            var (allEnded, allFailed) = all._tallies[place];
            strata.Add(new Stratum(failed, ended, allFailed, allEnded));
        }

        return strata;
    }
}
