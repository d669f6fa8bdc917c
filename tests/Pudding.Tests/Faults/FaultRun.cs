using Pudding.Tests.Faults.Simulated;

namespace Pudding.Tests.Faults;

/// <summary>One seed: an estate in trouble, and then left in peace until everything is done.</summary>
internal sealed class FaultRun : IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(3);

    private readonly Estate _estate;
    private readonly Troubles _troubles;
    private readonly TimeSpan _trouble;

    public FaultRun(int seed, bool isVerbose = false)
    {
        _estate = new Estate(seed, isVerbose);
        _troubles = new Troubles(_estate);
        _trouble = _estate.Dice.Seconds(60, 900);
    }

    public long Steps => _estate.Agenda.Step;

    public int Jobs => _estate.Ledger.Jobs;

    /// <summary>What the run says of itself.</summary>
    public IReadOnlyCollection<string> Written => _estate.Written;

    /// <returns>What is wrong; <c>null</c> when nothing is.</returns>
    public string? Play()
    {
        _troubles.Begin();
        _estate.PlayUntil(_trouble);
        _troubles.End();
        _estate.PlayUntil(_trouble + Rest);
        Watch();
        var end = _estate.Agenda.Now + TimeSpan.FromHours(3);
        while (_estate.Complaint is null && _estate.Ledger.Finished < _estate.Ledger.Jobs && _estate.Agenda.Now < end)
            _estate.PlayUntil(_estate.Agenda.Now + TimeSpan.FromSeconds(20));
        if (_estate.Complaint is null)
            _estate.Ledger.CheckEnd();
        return _estate.Complaint is null ? null : $"step {_estate.Agenda.Step}, {_estate.Agenda.Now}: {_estate.Complaint}";
    }

    public void Dispose() => _estate.Dispose();

    private void Watch()
    {
        _estate.Ledger.CheckWork();
        _estate.Agenda.In(TimeSpan.FromSeconds(2), Watch);
    }
}
