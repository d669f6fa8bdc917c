namespace Pudding.Simulation.Tests.Classics;

/// <summary>One measure of a classic case, with its bar.</summary>
/// <param name="Measure">What is measured, for people.</param>
/// <param name="Bar">What it must be, for people.</param>
/// <param name="Least">The least value within the bar.</param>
/// <param name="Most">The largest value within the bar.</param>
internal sealed record Figure(string Measure, string Bar, double Least, double Most);
