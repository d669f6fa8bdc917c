using Pudding.Guardian;

namespace Pudding.Worker.Tests.Guarding;

public sealed class ControlPipeTests
{
    [Fact]
    public void Read_takes_good_lines_and_ignores_the_others()
    {
        var (reader, writer) = Native.CreatePipe();
        var pipe = new ControlPipe(reader);
        var commands = new List<ControlCommand>();

        Native.TryWrite(writer, $"deadline 17\nnonsense\ndeadline\ncancel x\ncancel -1\ndeadline 99999999999999999999\n{new string('x', 1000)}\ncancel 5\ndead");
        Assert.True(pipe.Read(commands));
        Native.TryWrite(writer, "line 18\n");
        Assert.True(pipe.Read(commands));

        Assert.Equal([ControlCommand.Deadline(17), ControlCommand.Cancel(TimeSpan.FromMilliseconds(5)), ControlCommand.Deadline(18)], commands);
    }

    [Fact]
    public void JobSpec_survives_the_pipe()
    {
        var spec = new JobSpec { Command = ["sh", "ünï ☃", ""], Environment = ["A=b=c"], WorkingDirectory = "/", Deadline = 4711, End = 4712, Password = "s" };
        var (reader, writer) = Native.CreatePipe();
        using var stream = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(writer, ownsHandle: true), FileAccess.Write);

        stream.Write(spec.ToFrame());
        stream.Flush();
        var read = new ControlPipe(reader).ReadSpec();

        Assert.Equal(spec.Command, read!.Command);
        Assert.Equal(spec.Environment, read.Environment);
        Assert.Equal(("/", 4711L, 4712L, "s"), (read.WorkingDirectory, read.Deadline, read.End, read.Password));
    }

    [Fact]
    public void ReadSpec_of_a_pipe_that_closes_early_is_none()
    {
        var (reader, writer) = Native.CreatePipe();
        using (var stream = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(writer, ownsHandle: true), FileAccess.Write))
            stream.Write([200, 0, 0, 0, 1, 2, 3]);

        Assert.Null(new ControlPipe(reader).ReadSpec());
    }

    [Fact]
    public void Report_survives_its_line()
    {
        var report = new GuardianReport(ReportKind.Signaled, 9, KillCause.Deadline, 2, "why\nit was");

        Assert.Equal(report with { Text = "why it was" }, GuardianReport.TryParse("secret", report.ToLine("secret").TrimEnd('\n')));
        Assert.Null(GuardianReport.TryParse("secret", report.ToLine("guess").TrimEnd('\n')));
        Assert.Equal((7, 0), (GuardianReport.TryParseStarted("s", "s started 7"), GuardianReport.TryParseStarted("s", "x started 7")));
    }
}
