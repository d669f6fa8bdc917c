using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace Pudding.Benchmarks.Measuring;

/// <summary>A look at whether everything runs: the smallest cases, three stretches each, in this process. Its figures mean nothing.</summary>
internal sealed class QuickConfig : ManualConfig
{
    private const int Tenants = 100;

    public QuickConfig()
    {
        AddJob(Job.Dry
            .WithToolchain(InProcessNoEmitToolchain.Instance)
            .WithInvocationCount(1)
            .WithUnrollFactor(1)
            .WithWarmupCount(1)
            .WithIterationCount(3)
            .WithGcForce(false));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddLogger(ConsoleLogger.Default);
        AddFilter(new SimpleFilter(static benchmark => benchmark.Parameters["Tenants"] is Tenants));
        AddExporter(new TablesExporter());
        WithOptions(ConfigOptions.JoinSummary);
        WithArtifactsPath(Path.Combine("artifacts", "benchmarks", "quick"));
    }
}
