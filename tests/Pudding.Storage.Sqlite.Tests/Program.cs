using Pudding.Storage.Sqlite.Tests.Support;

return await StoreProcess.RunAsync(args);
