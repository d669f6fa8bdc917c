using Spectre.Console;
using Spectre.Console.Rendering;

namespace BuildFarm.Views;

/// <summary>A line that is cut where it doesn't fit: one that wraps would push the rest off the screen.</summary>
internal sealed class OneLine(string markup) : Renderable
{
    private const int WiderThanAnyLine = 4000;

    private readonly IRenderable _line = new Markup(markup);

    protected override Measurement Measure(RenderOptions options, int maxWidth) =>
        new(1, Math.Min(maxWidth, _line.Measure(options, WiderThanAnyLine).Max));

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        var segments = _line.Render(options, WiderThanAnyLine).Where(static segment => !segment.IsLineBreak).ToList();
        return Segment.CellCount(segments) <= maxWidth ? segments : [.. Segment.Truncate(segments, maxWidth - 1), new Segment("…")];
    }
}
