using System.Globalization;
using Pudding.Jobs;
using Pudding.Worker.Commands;
using Pudding.Worker.Tests.Support;

namespace Pudding.Worker.Tests.Commands;

public sealed class OutputTests
{
    [Fact]
    public async Task Arguments_reach_the_command_as_they_are()
    {
        string[] arguments = ["a b", "", "it's", "\"quoted\"", "$HOME", "*", "back\\slash", "ünï ☃", "-n", "line\nbreak"];
        using var run = new JobRun();

        await run.RunAsync(new CommandJob { Command = "printf", Arguments = ["<%s>", .. arguments] });

        Assert.Equal(string.Concat(arguments.Select(argument => $"<{argument}>")), run.Log.Text);
    }

    [Fact]
    public async Task Both_outputs_are_one_in_the_order_of_writing()
    {
        using var run = new JobRun();

        await run.ScriptAsync("i=0; while [ $i -lt 200 ]; do echo $i; i=$((i+1)); echo $i >&2; i=$((i+1)); done");

        Assert.Equal(Enumerable.Range(0, 200), run.Log.Text.TrimEnd().Split('\n').Select(line => int.Parse(line, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Beyond_the_cap_there_is_one_mark_and_the_job_goes_on()
    {
        using var run = new JobRun();

        var outcome = await run.RunAsync(
            new CommandJob { Script = "head -c 10000000 /dev/zero | tr '\\0' x; exit 5", MaxLogBytes = 1000 });

        Assert.Equal(JobOutcome.Failed("It ended with exit code 5."), outcome);
        Assert.Equal(new string('x', 1000) + "\n[the output has more than 1000 bytes: the rest is dropped]\n", run.Log.Text);
    }

    [Fact]
    public async Task Output_of_exactly_the_cap_has_no_mark()
    {
        using var run = new JobRun();

        await run.RunAsync(new CommandJob { Script = "printf 12345", MaxLogBytes = 5 });

        Assert.Equal("12345", run.Log.Text);
    }

    [Fact]
    public async Task Binary_output_without_a_last_newline_is_kept_byte_by_byte()
    {
        using var run = new JobRun();

        await run.ScriptAsync("printf '\\000\\377\\376\\r\\n\\001'");

        Assert.Equal([0, 0xff, 0xfe, 13, 10, 1], run.Log.Bytes);
    }

    [Fact]
    public async Task Input_is_empty()
    {
        using var run = new JobRun();

        Assert.Equal((JobOutcome.Succeeded, "0\n"), (await run.ScriptAsync("wc -c"), run.Log.Text.TrimStart()));
    }
}
