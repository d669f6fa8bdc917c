using Pudding.Hosting;
using Pudding.Storage;
using Pudding.Storage.Sqlite;
using Pudding.Storage.Sqlite.Baton;
using Pudding.Storage.Sqlite.Credentials;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Storage.Sqlite.Events;
using Pudding.Storage.Sqlite.Jobs;
using Pudding.Storage.Sqlite.Logs;
using Pudding.Storage.Sqlite.Policies;
using Pudding.Storage.Sqlite.Usage;
using Pudding.Storage.Sqlite.Workers;

#pragma warning disable IDE0130 // where a host already has its usings
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Puts the SQLite store under Pudding.</summary>
public static class SqliteStoreBuilderExtensions
{
    /// <summary>Keeps everything in one SQLite file, durably, for one host at a time.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file; made if there is none. Relative paths are relative to the working directory.</param>
    /// <param name="configure">Changes the settings; they are checked when the host starts.</param>
    /// <remarks>The file is opened, and its tables are brought to this version, before anything of the host starts; when it can't be used, the host doesn't start, with a
    /// <see cref="SqliteStoreException"/> that says what to do.</remarks>
    /// <exception cref="InvalidOperationException">Another store was chosen before.</exception>
    public static IPuddingBuilder UseSqliteStore(this IPuddingBuilder builder, string path, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        builder.Services.AddOptions<SqliteStoreOptions>()
            .Configure(options => options.Path = path)
            .Validate(static o => !string.IsNullOrWhiteSpace(o.Path), "SqliteStoreOptions.Path is empty.")
            .Validate(static o => Enum.IsDefined(o.Durability), "SqliteStoreOptions.Durability is not one of its values.")
            .Validate(static o => o.BusyTimeout >= TimeSpan.Zero && o.BusyTimeout <= TimeSpan.FromMinutes(1), "SqliteStoreOptions.BusyTimeout is not from zero to a minute.")
            .Validate(static o => o.CacheMegabytes is >= 1 and <= 4096, "SqliteStoreOptions.CacheMegabytes is not from 1 to 4096.")
            .Validate(static o => o.LogCapacity >= 0, "SqliteStoreOptions.LogCapacity is below zero.")
            .ValidateOnStart();
        if (configure is not null)
            builder.Services.Configure(configure);

        return builder.UseStore("SQLite", static services =>
        {
            services.AddSingleton<SqliteDatabase>();
            services.AddSingleton<PolicyBook>();
            services.AddSingleton<IJobStore, SqliteJobStore>();
            services.AddSingleton<IWorkerStore, SqliteWorkerStore>();
            services.AddSingleton<ICellStore, SqliteCellStore>();
            services.AddSingleton<IJobQueryStore, SqliteJobQueryStore>();
            services.AddSingleton<IRetentionStore, SqliteRetentionStore>();
            services.AddSingleton<IBatonStore, SqliteBatonStore>();
            services.AddSingleton<ICheckpointStore, SqliteCheckpointStore>();
            services.AddSingleton<IPolicyStore, SqlitePolicyStore>();
            services.AddSingleton<IEventStore, SqliteEventStore>();
            services.AddSingleton<IJobLogStore, SqliteJobLogStore>();
            services.AddSingleton<IUsageStore, SqliteUsageStore>();
            services.AddSingleton<ICredentialStore, SqliteCredentialStore>();
            services.AddSingleton<IChangeFeed>(static s => s.GetRequiredService<SqliteDatabase>().Changes);
            services.AddHostedService<SqliteStartup>();
        });
    }
}
