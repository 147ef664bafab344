using Microsoft.Data.Sqlite;
using Npgsql;

namespace PracticeCms.Kernel.Data;

internal sealed class DbErrors : IDbErrors
{
    private const int SqliteConstraintPrimaryKey = 1555;
    private const int SqliteConstraintUnique = 2067;
    private const int SqliteConstraintTrigger = 1811;

    public bool IsUniqueViolation(Exception error, string? constraint = null) => Root(error) switch
    {
        // SQLite names the columns, PostgreSQL the constraint.
        SqliteException { SqliteExtendedErrorCode: SqliteConstraintPrimaryKey or SqliteConstraintUnique } e => constraint is null || Mentions(e.Message, constraint),
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } e => constraint is null || Mentions(e.ConstraintName, constraint),
        _ => false,
    };

    public bool IsRefusedBy(Exception error, string marker) => Root(error) switch
    {
        SqliteException { SqliteExtendedErrorCode: SqliteConstraintTrigger } e => Mentions(e.Message, marker),
        PostgresException { SqlState: PostgresErrorCodes.ExclusionViolation or PostgresErrorCodes.CheckViolation or PostgresErrorCodes.RaiseException } e =>
            Mentions(e.ConstraintName, marker) || Mentions(e.ConstraintName, marker.Replace('-', '_')) || Mentions(e.MessageText, marker),
        _ => false,
    };

    private static Exception Root(Exception error) => error is DbUpdateException { InnerException: { } inner } ? inner : error;

    private static bool Mentions(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;
}
