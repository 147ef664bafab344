using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace PracticeCms.Kernel.Data;

internal enum DatabaseTrouble
{
    None,

    /// <summary>Away, starting, too busy or failing to write: later it may work.</summary>
    Away,

    /// <summary>Its disk, or that of the files, is full, or the part of it that the host may use.</summary>
    Full,

    /// <summary>The disk of the files fails or takes no writing.</summary>
    Disk,
}

/// <summary>Tells failures of the database's machine from those of what was asked.</summary>
internal static class DatabaseTroubles
{
    // Of Linux, which the runtime hands on as they are: EIO, ENOSPC, EROFS, EDQUOT.
    private const int DiskFails = 5;
    private const int NoSpaceLeft = 28;
    private const int ReadOnlyDisk = 30;
    private const int QuotaReached = 122;
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteReadOnly = 8;
    private const int SqliteIoError = 10;
    private const int SqliteFull = 13;
    private const int SqliteCannotOpen = 14;

    public static DatabaseTrouble Of(Exception error)
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            if (Look(e) is not DatabaseTrouble.None and var trouble)
            {
                return trouble;
            }
        }

        return DatabaseTrouble.None;
    }

    /// <summary>Whether somebody gave a text that no database of UTF-8 can keep: with a NUL, or with half a character.</summary>
    public static bool IsOfText(Exception error)
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            if (e is PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire } or EncoderFallbackException)
            {
                return true;
            }
        }

        return false;
    }

    private static DatabaseTrouble Look(Exception error) => error switch
    {
        SqliteException { SqliteErrorCode: SqliteFull } => DatabaseTrouble.Full,
        SqliteException { SqliteErrorCode: SqliteBusy or SqliteLocked or SqliteReadOnly or SqliteIoError or SqliteCannotOpen } => DatabaseTrouble.Away,
        PostgresException e => Of(e.SqlState),
        NpgsqlException => DatabaseTrouble.Away,
        IOException { HResult: NoSpaceLeft or QuotaReached } => DatabaseTrouble.Full,
        IOException { HResult: DiskFails or ReadOnlyDisk } => DatabaseTrouble.Disk,
        AggregateException { InnerExceptions: var all } => all.Select(Of).FirstOrDefault(t => t != DatabaseTrouble.None),
        _ => DatabaseTrouble.None,
    };

    /// <summary>By the classes of PostgreSQL's appendix A: 08 connection, 53 resources, 57P shutdown and start, 58 system and disk; 25P03 took a transaction from a node that did not go on with it, 55P03 waited too long for somebody's lock.</summary>
    private static DatabaseTrouble Of(string state) => state switch
    {
        PostgresErrorCodes.DiskFull => DatabaseTrouble.Full,
        ['0', '8', ..] or ['5', '3', ..] or ['5', '7', 'P', ..] or ['5', '8', ..] or "40001" or "40P01" or "25006" or "25P03" or "55P03" => DatabaseTrouble.Away,
        _ => DatabaseTrouble.None,
    };
}
