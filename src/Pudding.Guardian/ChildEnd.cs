namespace Pudding.Guardian;

/// <summary>How a child ended.</summary>
/// <param name="Pid">The child; 0 for none.</param>
/// <param name="HasExited">Whether it exited by itself; otherwise a signal killed it.</param>
/// <param name="Number">Its exit code, or the signal.</param>
internal readonly record struct ChildEnd(int Pid, bool HasExited, int Number);
