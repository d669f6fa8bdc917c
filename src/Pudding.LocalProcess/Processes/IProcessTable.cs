namespace Pudding.LocalProcess.Processes;

/// <summary>The processes of this machine.</summary>
internal interface IProcessTable
{
    /// <returns>The process that has the id now; <c>null</c> when none has.</returns>
    ProcessEntry? Find(int pid);

    /// <summary>The processes of the instance with this mark; zombies are none.</summary>
    IReadOnlyList<ProcessEntry> WithMark(string mark);
}
