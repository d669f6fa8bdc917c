using BuildFarm.Farm;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace BuildFarm.Views;

/// <summary>Draws one moment of the farm: projects, workers, latest events.</summary>
internal sealed class Picture(BoardSnapshot board, string note, DateTimeOffset startedAt, DateTimeOffset now, Size screen)
{
    private const int MostSlotsShown = 8;
    private const int WidthBesideBar = 56;
    private const int LeastBarWidth = 20;
    private const int HeightOfFrames = 10;

    private readonly int _pathWidth = board.Projects.Max(static project => project.Path.Value.Length);

    /// <summary>What is left beside the numbers; on a narrow screen, none.</summary>
    private readonly int _barWidth = Math.Clamp(screen.Width - WidthBesideBar - board.Projects.Max(static project => project.Path.Value.Length), 0, 30);

    public IRenderable Render()
    {
        var projects = Projects();
        var workers = Workers();
        var slotRows = board.Workers.Count == 0 ? 1 : Math.Min(MostSlotsShown, board.Workers.Max(static worker => worker.Slots));

        // What is left of the screen is for the events: the note, frames and heads take nine lines, and one stays free.
        var rows = Math.Min(screen.Height - board.Projects.Count - slotRows - HeightOfFrames, 12);
        var head = new OneLine($"[bold]{Markup.Escape(note)}[/]  [grey]{Words.Seconds(now - startedAt)}[/]");
        return rows > 0 ? new Rows(head, projects, workers, Events(rows)) : new Rows(head, projects, workers);
    }

    private Table Projects()
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey).Width(screen.Width)
            .AddColumn(new TableColumn("project").NoWrap())
            .AddColumn(new TableColumn("waiting").RightAligned().NoWrap())
            .AddColumn(new TableColumn("running").RightAligned().NoWrap())
            .AddColumn(new TableColumn("done").RightAligned().NoWrap());
        if (_barWidth >= LeastBarWidth)
            table.AddColumn(new TableColumn($"[green]done[/] [yellow]running[/] [grey]waiting[/]").Width(_barWidth).NoWrap());
        table.AddColumn(new TableColumn("wait p50").RightAligned().NoWrap());
        foreach (var project in board.Projects)
        {
            var over = project.Succeeded + project.Failed + project.Cancelled;
            IRenderable[] bar = _barWidth >= LeastBarWidth ? [Bar(project, over)] : [];
            table.AddRow([
                new Markup(Markup.Escape(project.Path.Value)),
                new Markup($"{project.Waiting}"),
                new Markup($"[yellow]{project.Running}[/][grey]/{project.Limit}[/]"),
                new Markup(project.Failed == 0 ? $"[green]{over}[/]" : $"[green]{over}[/] [red]({project.Failed} failed)[/]"),
                .. bar,
                new Markup(Words.Seconds(Percentile.Of(project.Waits, 50))),
            ]);
        }

        return table;
    }

    private Markup Bar(ProjectSnapshot project, int over)
    {
        var done = _barWidth * over / project.Jobs;
        var running = Math.Min(_barWidth - done, (int)Math.Ceiling(_barWidth * project.Running / (double)project.Jobs));
        return new Markup($"[green]{new string('█', done)}[/][yellow]{new string('▓', running)}[/][grey]{new string('░', _barWidth - done - running)}[/]");
    }

    private IRenderable Workers()
    {
        if (board.Workers.Count == 0)
            return new OneLine("[grey]no worker yet[/]");

        var grid = new Grid();
        foreach (var _ in board.Workers)
            grid.AddColumn(new GridColumn().Padding(0, 0).Width(screen.Width / board.Workers.Count));
        return grid.AddRow([.. board.Workers.Select(Worker)]);
    }

    private Panel Worker(WorkerSnapshot worker)
    {
        var slots = Enumerable.Range(0, Math.Min(MostSlotsShown, worker.Slots)).Select(slot => new OneLine(slot < worker.Running.Count
            ? Describe(worker.Running[slot])
            : "[grey]○ free[/]"));
        return new Panel(new Rows(slots))
            .Header($" worker {Markup.Escape(Words.WorkerName(worker.Id))} [grey]{worker.Running.Count} of {worker.Slots} slots[/] ").BorderColor(Color.Grey).RoundedBorder().Expand();
    }

    private string Describe(RunningJob job) =>
        $"[yellow]●[/] {Path(job.Tenant.Value)} [grey]{Words.Seconds(now - job.Since),6}[/]  {Markup.Escape(job.Name)}";

    private string Path(string project) => Markup.Escape(project.PadRight(_pathWidth));

    private Panel Events(int rows)
    {
        var latest = board.Latest.Select(EventLine.Of).OfType<EventLine>().TakeLast(rows).Select(Describe).ToList();
        latest.AddRange(Enumerable.Repeat(new OneLine(" "), rows - latest.Count));
        return new Panel(new Rows(latest)) { Width = screen.Width }.Header(" latest ").BorderColor(Color.Grey).RoundedBorder();
    }

    private OneLine Describe(EventLine line)
    {
        var color = line.Verb switch
        {
            "succeeded" => "green",
            "failed" => "red",
            "started" => "yellow",
            _ => "grey",
        };
        return new OneLine($"[grey]{Words.Seconds(line.At - startedAt),7}[/]  [{color}]{line.Verb,-9}[/]  {Path(line.Project)}  [grey]{Markup.Escape($"{line.Job} {line.Detail}")}[/]");
    }
}
