using BuildFarm.Farm;
using Pudding.Events;
using Spectre.Console;

namespace BuildFarm.Views;

/// <summary>A picture of the whole farm, drawn anew several times a second.</summary>
internal sealed class LiveView : IFarmView
{
    // The terminal echoes ^C behind the last line; what fits there pushes nothing off the screen.
    private const int RoomForEcho = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(120);

    private readonly CancellationTokenSource _over = new();
    private readonly Task _drawing;
    private volatile string _note = "";

    public LiveView(IAnsiConsole console, FarmBoard board, DateTimeOffset startedAt, TimeProvider clock)
    {
        Picture Draw() => new(board.Snapshot(), _note, startedAt, clock.GetUtcNow(), new Size(console.Profile.Width - RoomForEcho, console.Profile.Height));

        _drawing = console.Live(Draw().Render()).AutoClear(enabled: true).StartAsync(async live =>
        {
            while (!_over.IsCancellationRequested)
            {
                live.UpdateTarget(Draw().Render());
                await Task.Delay(Interval, clock, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });
    }

    public void Show(PuddingEvent happened)
    {
        // The board has it already; the next drawing shows it.
    }

    public void Note(string message) => _note = message;

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _drawing;
        _over.Dispose();
    }
}
