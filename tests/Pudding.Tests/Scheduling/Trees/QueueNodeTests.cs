using System.Runtime.CompilerServices;
using Pudding.Scheduling.Trees;

namespace Pudding.Tests.Scheduling.Trees;

public sealed class QueueNodeTests
{
    [Fact]
    public void A_node_fills_one_cache_line() => Assert.Equal(64, Unsafe.SizeOf<QueueNode>());
}
