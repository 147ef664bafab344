using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace PracticeCms.Kernel.Audit;

/// <summary>Inserts events with few, large statements; the audit is on every request's path.</summary>
internal static class AuditSql
{
    private const int RowsPerStatement = 40;

    private const string Columns =
        "id, at, actor_kind, user_id, actor_name, roles, session_id, action, kind, client_id, entity_id, fields, reason, address, request_id, client_ids, origin";

    private const int ColumnCount = 17;

    public static async Task InsertAsync(DbConnection connection, DbTransaction? transaction, IReadOnlyList<AuditEvent> events, CancellationToken ct)
    {
        for (var at = 0; at < events.Count; at += RowsPerStatement)
        {
            var rows = events.Skip(at).Take(RowsPerStatement).ToList();
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = Statement(rows.Count);
            foreach (var row in rows)
            {
                Bind(command, row, connection is SqliteConnection);
            }

            try
            {
                await command.ExecuteNonQueryAsync(ct);
            }
            catch (DbException e)
            {
                throw new AuditUnavailableException(e);
            }
        }
    }

    private static readonly string?[] Statements = new string?[RowsPerStatement + 1];

    private static string Statement(int rows)
    {
        if (Statements[rows] is { } known)
        {
            return known;
        }

        var sql = new StringBuilder($"INSERT INTO kernel_audit_event ({Columns}) VALUES ");
        for (var row = 0; row < rows; row++)
        {
            sql.Append(row == 0 ? "(" : ", (");
            for (var column = 0; column < ColumnCount; column++)
            {
                sql.Append(column == 0 ? "@p" : ", @p").Append(((row * ColumnCount) + column).ToString(CultureInfo.InvariantCulture));
            }

            sql.Append(')');
        }

        return Statements[rows] = sql.ToString();
    }

    private static void Bind(DbCommand command, AuditEvent e, bool sqlite)
    {
        void Add(object? value, System.Data.DbType type = System.Data.DbType.String)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@p" + command.Parameters.Count.ToString(CultureInfo.InvariantCulture);
            parameter.DbType = type;
            parameter.Value = value switch
            {
                null => DBNull.Value,
                string text => text.Replace('\0', '\uFFFD'), // no text of PostgreSQL holds one, and a whole batch would be refused
                _ => value,
            };
            command.Parameters.Add(parameter);
        }

        object Key(Guid id) => sqlite ? id.ToString().ToUpperInvariant() : id;
        var guid = sqlite ? System.Data.DbType.String : System.Data.DbType.Guid;
        Add(Key(e.Id), guid);
        Add(e.At.ToDateTimeUtc(), System.Data.DbType.DateTime);
        Add(e.ActorKind.ToString());
        Add(e.UserId is { } user ? Key(user) : null, guid);
        Add(e.ActorName);
        Add(e.Roles);
        Add(e.SessionId is { } session ? Key(session) : null, guid);
        Add(e.Action);
        Add(e.Kind);
        Add(e.ClientId is { } client ? Key(client) : null, guid);
        Add(e.EntityId is { } entity ? Key(entity) : null, guid);
        Add(e.Fields);
        Add(e.Reason is { Length: > 0 } reason ? reason : null);
        Add(e.Address);
        Add(e.RequestId);
        Add(e.ClientIds);
        Add(e.Origin);
    }
}
