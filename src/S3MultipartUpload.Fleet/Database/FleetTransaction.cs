using System.Data.Common;

namespace S3MultipartUpload.Fleet.Database;

/// <summary>Statements that hold together, or none of them.</summary>
internal sealed class FleetTransaction(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
{
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Lets this transaction be idle for so long; null for as long as it likes.</summary>
    public Task<int> AllowIdlenessAsync(TimeSpan? most) => ExecuteAsync(
        "select set_config('idle_in_transaction_session_timeout', @most, true)",
        ("most", $"{most?.TotalMilliseconds ?? 0}"));

    /// <summary>A statement that may take as long as the tables are large.</summary>
    public async Task ExecuteLongAsync(string sql)
    {
        DbCommand command = Command(sql, []);
        await using (command.ConfigureAwait(false))
        {
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<int> ExecuteAsync(string sql, params (string Name, object? Value)[] values)
    {
        DbCommand command = Command(sql, values);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<List<T>> ListAsync<T>(string sql, Func<DbDataReader, T> read, params (string Name, object? Value)[] values)
    {
        DbCommand command = Command(sql, values);
        await using (command.ConfigureAwait(false))
        {
            DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                List<T> rows = [];
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    rows.Add(read(reader));
                }

                return rows;
            }
        }
    }

    public DbCommand Command(string sql, (string Name, object? Value)[] values)
    {
        DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // All statements are constants of this package; what varies are their parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = transaction;
        foreach ((string name, object? value) in values)
        {
            DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
