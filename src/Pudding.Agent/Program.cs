using Pudding.Agent;
using Pudding.Guardian;

// First of all: each job's guardian is this same program.
return GuardianProgram.TryRun(args, out var exitCode) ? exitCode : await AgentProgram.RunAsync(args).ConfigureAwait(false);
