using PracticeCms.Access;
using PracticeCms.Audit;
using PracticeCms.Compliance.Explorer;

namespace PracticeCms.UnitTests.Compliance;

public sealed class AuditExportTests
{
    [Theory]
    [InlineData("=HYPERLINK(1)", "'=HYPERLINK(1)")]
    [InlineData("+1", "'+1")]
    [InlineData("@x", "'@x")]
    public void A_cell_that_begins_like_a_formula_is_text(string reason, string cell) => Assert.Contains($",{cell},", Row(reason));

    [Fact]
    public void Commas_quotes_and_lines_stay_inside_their_cell() => Assert.Contains(",\"said \"\"no\"\", left\nearly\",", Row("said \"no\", left\nearly"));

    [Fact]
    public void Each_row_has_as_many_cells_as_the_header()
    {
        var lines = AuditExport.ToCsv([Entry("why")]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(lines[0].Split(',').Length, lines[1].Split(',').Length);
    }

    private static string Row(string reason) => AuditExport.ToCsv([Entry(reason)]);

    private static AuditEntry Entry(string reason) => new(
        Ids.New(), Instant.FromUtc(2026, 3, 2, 9, 0), ActorKind.Staff, Ids.New(), "Anna", "read", "Client", Ids.New(), null, null, reason, "10.0.0.1", "r1", []);
}
