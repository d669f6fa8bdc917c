namespace Pudding.Testing.Tests.Broken;

/// <summary>Something done instead of a call, which may make the call itself, with other input, or change its answer.</summary>
internal delegate ValueTask<TOut> Around<TIn, TOut>(TIn input, Func<TIn, ValueTask<TOut>> next);
