using Pudding.Events;

namespace BuildFarm.Views;

/// <summary>Shows a run while it goes on. Disposing it ends the showing.</summary>
internal interface IFarmView : IAsyncDisposable
{
    /// <summary>Called for every event, after the board has taken it in.</summary>
    void Show(PuddingEvent happened);

    /// <summary>Says something about the run itself.</summary>
    void Note(string message);
}
