using BenchmarkDotNet.Running;
using Pudding.Benchmarks.Measuring;

// Without arguments everything is measured, in one run; --quick is a short look at whether it runs; the rest is for BenchmarkDotNet.
var quick = args.Contains("--quick");
var rest = args.Where(static argument => argument != "--quick").ToArray();
if (rest.Length == 0)
    rest = ["--filter", "*"];
var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest, quick ? new QuickConfig() : new FullConfig());
return summaries.Any(static summary => summary.HasCriticalValidationErrors || summary.Reports.Any(static report => !report.Success)) ? 1 : 0;
