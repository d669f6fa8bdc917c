using BenchmarkDotNet.Analysers;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Validators;

namespace Pudding.Benchmarks.Measuring;

/// <summary>How everything is measured: each case in a process of its own, many short stretches, what they need prepared between them.</summary>
/// <remarks>BenchmarkDotNet advises stretches of 100 ms, for code that can be repeated as it is. Here a decision uses a job up: stretches are short,
/// so that a backlog is as deep at their end as at their start, and there are many. The garbage collector is not called between them: it would
/// empty the caches, and nothing measured allocates.</remarks>
internal sealed class FullConfig : ManualConfig
{
    public FullConfig()
    {
        AddJob(Job.Default
            .WithInvocationCount(1)
            .WithUnrollFactor(1)
            .WithWarmupCount(20)
            .WithIterationCount(200)
            .WithGcForce(false));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddColumn(StatisticColumn.Median);
        AddLogger(ConsoleLogger.Default);
        AddAnalyser(EnvironmentAnalyser.Default, ZeroMeasurementAnalyser.Default);
        AddValidator(BaselineValidator.FailOnError, SetupCleanupValidator.FailOnError, JitOptimizationsValidator.FailOnError, RunModeValidator.FailOnError);
        AddExporter(new TablesExporter());
        WithOptions(ConfigOptions.JoinSummary);
        WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
    }
}
