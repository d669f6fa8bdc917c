using BuildFarm.Farm;

namespace Pudding.Samples.Tests;

public sealed class FarmFolderTests : IDisposable
{
    private readonly TemporaryFolder _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Plan_alone_leaves_the_farm_open_to_other_builds()
    {
        using var folder = Open();
        File.WriteAllText(folder.Database, "");

        Assert.NotNull(folder.Plan("wrong"));

        Assert.NotNull(folder.Plan("right"));
    }

    [Fact]
    public void Farm_that_was_begun_takes_no_other_builds_until_another_database_is_restored()
    {
        using var folder = Open();
        var begun = folder.Plan("these")!;
        folder.Begin(begun);
        File.WriteAllText(folder.Database, "");
        Assert.Null(folder.Plan("others"));

        folder.ForgetBuilds();

        Assert.Equal(begun.Port, folder.Plan("others")?.Port);
    }

    private FarmFolder Open() => FarmFolder.Open(_place.Path, out var problem) ?? throw new InvalidOperationException(problem);
}
