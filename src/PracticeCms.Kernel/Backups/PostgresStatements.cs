using System.Text.RegularExpressions;

namespace PracticeCms.Kernel.Backups;

/// <summary>
/// The forms that <see cref="PostgresSchema"/> writes. A schema with anything else is neither written nor read, so that a backup cannot run what it likes.
/// Each is sent alone: the server refuses a second statement behind the first.
/// </summary>
internal static partial class PostgresStatements
{
    private const string Name = """(?:[A-Za-z_][A-Za-z0-9_$]*|"(?:[^"]|"")+")""";
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    public static void Check(PostgresSchema schema)
    {
        if ((Odd(schema.Before, Before()) ?? Odd(schema.After, After()) ?? Odd(schema.Tables.Select(t => t?.Columns), Columns())) is { } odd)
        {
            throw new InvalidDataException($"The schema has a statement that backups do not know: {odd[..Math.Min(odd.Length, 100)]}");
        }
    }

    private static string? Odd(IEnumerable<string?> statements, Regex form) => statements.Select(s => s ?? "nothing at all").FirstOrDefault(s => !form.IsMatch(s));

    [GeneratedRegex(
        $"""
        \A(?:SET LOCAL check_function_bodies = off\z|CREATE SEQUENCE {Name} AS |CREATE TABLE {Name} \(|CREATE OR REPLACE FUNCTION {Name}\(.*\)\n RETURNS .+\n LANGUAGE (?:plpgsql|sql)\n(?!.*SECURITY DEFINER))
        """,
        Options)]
    private static partial Regex Before();

    [GeneratedRegex(
        $"""
        \A(?:ALTER TABLE {Name} ADD CONSTRAINT {Name} |CREATE (?:UNIQUE )?INDEX {Name} ON |CREATE (?:CONSTRAINT )?TRIGGER {Name} |ALTER SEQUENCE {Name} OWNED BY {Name}\.{Name}\z|SELECT setval\('(?:[^'\\]|'')+', -?[0-9]+\)\z)
        """,
        Options)]
    private static partial Regex After();

    [GeneratedRegex($@"\A(?:{Name}(?:, {Name})*)?\z", Options)]
    private static partial Regex Columns();
}
