using Pudding.LocalProcess.Tests.Support;

return await HostProcess.RunAsync(args);
