namespace BuildFarm.Builds;

/// <summary>What is wrong with one field of a builds file.</summary>
internal sealed record FieldError(int Line, string Path, string Message);
