using System.Globalization;
using Microsoft.Extensions.Hosting;
using Pudding.KillHost;

// DATABASE PORT LIFE: a host on that file, which says `ready` when it is, and names its life in every answer.
var app = Farm.Build(database: args[0], port: int.Parse(args[1], CultureInfo.InvariantCulture), life: args[2]);
await app.StartAsync();
Console.WriteLine(Farm.Ready);
await app.WaitForShutdownAsync();
