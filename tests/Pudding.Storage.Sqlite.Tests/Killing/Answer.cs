namespace Pudding.Storage.Sqlite.Tests.Killing;

/// <summary>What the host has answered, and in which of its lives.</summary>
internal sealed record Answer<T>(T Value, int Life);
