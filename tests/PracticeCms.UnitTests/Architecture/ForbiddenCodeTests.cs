using System.Text.RegularExpressions;

namespace PracticeCms.UnitTests.Architecture;

/// <summary>
/// What the product's code does nowhere, or in the named files alone. A file that is named was read with the rule in mind; one that is new
/// in a list is read the same way before it is added.
/// </summary>
public sealed class ForbiddenCodeTests
{
    [Fact]
    public void Sql_is_written_by_hand_in_the_named_files_alone() => Only(
        "*.cs", @"(FromSqlRaw|ExecuteSqlRaw|SqlQueryRaw)|CommandText =|new (Npgsql|Sqlite)Command\(",
        "AuditConnections.cs", "AuditSql.cs", "AuditTables.cs", "ChaosVerdict.cs", "ClientIndex.cs", "ClientLock.cs", "DatabaseHealth.cs", "DbAuditHashes.cs", "DrawNumber.cs", "GatherUsage.cs", "Incidents.cs",
        "KeepErasures.cs", "Migrator.cs", "MoveClientSecrets.cs", "OpenElsewhere.cs", "PostgresSchema.cs", "RewrapKeys.cs", "SchemaObject.cs", "SqliteSource.cs", "SqliteTables.cs", "TenantConnection.cs", "TenantDatabase.cs",
        "WorkPeek.cs", "WorkQueue.cs");

    [Fact]
    public void No_process_is_started_but_a_host_of_its_own_to_kill() => Only("*.cs", @"\bProcess\.Start\b|\bProcessStartInfo\b", "ChildHost.cs");

    [Fact]
    public void No_regular_expression_is_made_of_input() => Only("*.cs", """\bnew Regex\((?!@?")|\bRegex\.(IsMatch|Matches|Match|Replace|Split)\((?![^,]+, @?")""");

    [Fact]
    public void No_type_is_chosen_by_what_is_read() => Only("*.cs", @"\b(BinaryFormatter|TypeNameHandling|NetDataContractSerializer)\b|\bType\.GetType\(");

    [Fact]
    public void No_weak_algorithm_is_named() => Only("*.cs", @"\b(MD5|SHA1|HMACSHA1|HMACMD5|TripleDES|DES|RC2|EncryptEcb|DecryptEcb|CipherMode|PaddingMode|RSAEncryptionPadding)\b");

    [Fact]
    public void What_must_not_be_guessed_comes_from_the_generator_of_the_system() => Only("*.cs", @"\bnew Random\(|\bRandom\.Shared\b", "BookOnline.cs", "ChaosCrowd.cs", "ChaosRun.cs");

    [Fact]
    public void No_code_is_unsafe() => Only("*.cs", @"\bunsafe\b(?! *-)|\bMarshal\.(Alloc|Copy|Ptr)");

    [Fact]
    public void Pages_and_scripts_write_text_as_text()
    {
        Only("*.razor", @"\bMarkupString\b|AddMarkupContent");
        Only("*.js", @"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", "calendar.js", "client-search.js");
    }

    [Fact]
    public void No_other_origin_is_let_in() => Only("*.cs", @"AddCors|UseCors|Access-Control-Allow");

    [Fact]
    public void No_text_that_was_read_is_a_format() => Only("*.cs", """\bstring\.Format\((?!CultureInfo\.InvariantCulture, ")|\bCompositeFormat\b""");

    private static void Only(string files, string pattern, params string[] read) => Assert.Equal(
        read.Order(StringComparer.Ordinal),
        HouseTests.Sources(files).Where(f => f.StartsWith(Path.Combine(HouseTests.Root, "src"), StringComparison.Ordinal)
                || f.StartsWith(Path.Combine(HouseTests.Root, "modules"), StringComparison.Ordinal) || f.StartsWith(Path.Combine(HouseTests.Root, "themes"), StringComparison.Ordinal))
            .Where(f => Regex.IsMatch(File.ReadAllText(f), pattern)).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
}
