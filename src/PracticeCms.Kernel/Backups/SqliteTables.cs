using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PracticeCms.Kernel.Backups;

/// <summary>Reads a database file that nobody else has open.</summary>
internal static class SqliteTables
{
    /// <summary>As it lies on disk: without a log, and without making one.</summary>
    public static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = $"file:{Uri.EscapeDataString(path)}?immutable=1", Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }

    /// <summary>Throws where a page or an index is not as it must be.</summary>
    public static void Check(string path)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check(1)";
        if (command.ExecuteScalar() as string is var answer and not "ok")
        {
            throw new InvalidDataException($"The database is damaged: {answer}");
        }
    }

    public static IReadOnlyList<TableDigest> Digest(SqliteConnection connection, CancellationToken ct)
    {
        var names = new List<string>();
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND (name NOT LIKE 'sqlite%' OR name = 'sqlite_sequence') ORDER BY name";
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                names.Add(reader.GetString(0));
            }
        }

        return names.ConvertAll(name => DigestOf(connection, name, ct));
    }

    // Values are taken as SQLite stores them: a row costs no objects.
    private static TableDigest DigestOf(SqliteConnection connection, string table, CancellationToken ct)
    {
        var sum = new RowSum();
        var row = new ArrayBufferWriter<byte>(4096);
        var result = raw.sqlite3_prepare_v2(connection.Handle, $"SELECT * FROM \"{table.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", out var statement);
        SqliteException.ThrowExceptionForRC(result, connection.Handle);
        using (statement)
        {
            var columns = raw.sqlite3_column_count(statement);
            while ((result = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
            {
                row.ResetWrittenCount();
                for (var column = 0; column < columns; column++)
                {
                    Add(row, statement, column);
                }

                sum.Add(row.WrittenSpan);
                if (sum.Rows % 10_000 == 0)
                {
                    ct.ThrowIfCancellationRequested();
                }
            }

            if (result != raw.SQLITE_DONE)
            {
                SqliteException.ThrowExceptionForRC(result, connection.Handle);
            }
        }

        return sum.ToDigest(table);
    }

    /// <summary>The value's type, its length and its bytes, so that no two rows are the same bytes.</summary>
    private static void Add(ArrayBufferWriter<byte> row, sqlite3_stmt statement, int column)
    {
        var type = raw.sqlite3_column_type(statement, column);
        if (type is raw.SQLITE_INTEGER or raw.SQLITE_FLOAT)
        {
            var number = row.GetSpan(9);
            number[0] = (byte)type;
            BinaryPrimitives.WriteInt64LittleEndian(
                number[1..], type == raw.SQLITE_INTEGER ? raw.sqlite3_column_int64(statement, column) : BitConverter.DoubleToInt64Bits(raw.sqlite3_column_double(statement, column)));
            row.Advance(9);
            return;
        }

        var bytes = type == raw.SQLITE_NULL ? [] : raw.sqlite3_column_blob(statement, column);
        var value = row.GetSpan(5 + bytes.Length);
        value[0] = (byte)type;
        BinaryPrimitives.WriteInt32LittleEndian(value[1..], bytes.Length);
        bytes.CopyTo(value[5..]);
        row.Advance(5 + bytes.Length);
    }
}
