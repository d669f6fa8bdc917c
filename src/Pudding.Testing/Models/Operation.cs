namespace Pudding.Testing.Models;

/// <summary>Something to do. The numbers say what with: they choose among what there is when it is done, so that every part of a sequence is a sequence too.</summary>
/// <param name="Id">Its place in the whole sequence. What it makes has keys that come from it, and choices go by keys: leaving out other operations changes few of them.</param>
/// <param name="Kind">What to do.</param>
/// <param name="A">A number.</param>
/// <param name="B">Another one.</param>
/// <param name="C">Another one.</param>
/// <param name="D">Another one.</param>
internal readonly record struct Operation(int Id, OperationKind Kind, int A, int B, int C, int D)
{
    /// <summary>How often each kind comes.</summary>
    private static readonly OperationKind[] Urn =
    [
        .. Enumerable.Repeat(OperationKind.Enqueue, 13), OperationKind.Repeat, .. Enumerable.Repeat(OperationKind.Connect, 5), OperationKind.Disconnect, OperationKind.Disconnect,
        .. Enumerable.Repeat(OperationKind.Beat, 28), .. Enumerable.Repeat(OperationKind.StaleBeat, 3), .. Enumerable.Repeat(OperationKind.Claim, 24),
        .. Enumerable.Repeat(OperationKind.Sweep, 7), .. Enumerable.Repeat(OperationKind.Cancel, 5), .. Enumerable.Repeat(OperationKind.Advance, 9),
        .. Enumerable.Repeat(OperationKind.Move, 5), OperationKind.Forget, OperationKind.Forget, OperationKind.Publish, OperationKind.Publish, OperationKind.Baton,
    ];

    /// <summary>A sequence that begins with workers and jobs, and goes on by chance.</summary>
    public static IReadOnlyList<Operation> Sequence(int seed, int length)
    {
        var random = new Random(seed);
        var begin = Enumerable.Range(0, ModelWorker.Count).Select(i => Draw(random) with { Kind = OperationKind.Connect, A = i })
            .Concat(Enumerable.Range(0, 3).Select(_ => Draw(random) with { Kind = OperationKind.Enqueue }))
            .Concat(Enumerable.Range(0, ModelWorker.Count).Select(i => Draw(random) with { Kind = OperationKind.Beat, A = i, B = 9 }));
        return [.. begin.Concat(Enumerable.Range(0, length).Select(_ => Draw(random))).Select(static (operation, i) => operation with { Id = i + 1 })];
    }

    /// <summary>Chooses by keys: when something else is added or missing, the choice is mostly the same.</summary>
    public static T Choose<T>(IEnumerable<T> among, Func<T, int> key, int number) => among.MinBy(item => Mix((uint)(key(item) * 65_537) ^ (uint)number))!;

    private static Operation Draw(Random random) => new(0, Urn[random.Next(Urn.Length)], Number(random), Number(random), Number(random), Number(random));

    private static uint Mix(uint x)
    {
        x = (x ^ (x >> 16)) * 0x7feb352d;
        x = (x ^ (x >> 15)) * 0x846ca68b;
        return x ^ (x >> 16);
    }

    private static int Number(Random random) => random.Next(1 << 16);
}
