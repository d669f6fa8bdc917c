using Pudding.Worker.Guarding;

namespace Pudding.Worker.Tests.Guarding;

public sealed class GuardianCommandTests
{
    internal static string Dotnet => GuardianCommand.Find(path: null).Program;

    [Fact]
    public void Find_beside_the_host_uses_the_dotnet_of_its_own_runtime()
    {
        var command = GuardianCommand.Find(path: null);

        Assert.Equal("dotnet", Path.GetFileName(command.Program));
        Assert.True(Path.IsPathRooted(command.Program));
        Assert.Equal([Path.Combine(AppContext.BaseDirectory, "Pudding.Guardian.dll"), "--pudding-guardian"], command.Arguments);
    }

    [Fact]
    public void Find_a_given_assembly_runs_it_with_dotnet()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Pudding.Guardian.dll");

        Assert.Equal([path, "--pudding-guardian"], GuardianCommand.Find(path).Arguments);
    }

    [Fact]
    public void Find_a_given_program_runs_it_as_it_is()
    {
        var command = GuardianCommand.Find("/bin/sh");

        Assert.Equal("/bin/sh", command.Program);
        Assert.Equal(["--pudding-guardian"], command.Arguments);
    }

    [Fact]
    public void Find_a_path_without_a_file_names_the_option()
    {
        var exception = Assert.Throws<FileNotFoundException>(() => GuardianCommand.Find("/nowhere/guardian"));

        Assert.Equal("GuardianPath: there is no file '/nowhere/guardian'.", exception.Message);
    }
}
