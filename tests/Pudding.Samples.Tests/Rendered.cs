using Spectre.Console;
using Spectre.Console.Rendering;

namespace Pudding.Samples.Tests;

internal static class Rendered
{
    /// <summary>What a renderable looks like on a terminal without colours.</summary>
    public static string Of(IRenderable renderable, int width = 110)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        console.Write(renderable);
        return text.ToString();
    }
}
