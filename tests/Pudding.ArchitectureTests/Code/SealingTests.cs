namespace Pudding.ArchitectureTests.Code;

public sealed class SealingTests
{
    [Fact]
    public void A_concrete_class_is_sealed() => Rule.Holds(
        "A concrete class is sealed, public or not: what may be inherited from is an interface or is abstract, and was designed for it.",
        from type in Tree.Types
        where type is { IsClass: true, IsAbstract: false, IsSealed: false }
        select type.FullName);
}
