using System.Globalization;
using System.Text;
using CsCheck;
using PracticeCms.Records.Fields;
using PracticeCms.Records.Import;
using Xunit;

namespace PracticeCms.UnitTests.Records;

public sealed class CsvTests
{
    private static readonly CustomField[] Custom = [new("BloodGroup", "Blood group", CustomFieldKind.Text)];

    [Fact]
    public void Common_headers_are_recognised_in_any_order_and_spelling() =>
        Assert.Equal(
            ["BirthDate", "FamilyName", null, "GivenName", "Email", "Phone", "PostalCode", "Custom.BloodGroup", "ExternalId"],
            CsvMapping.Guess(["DOB", "Last Name", "Shoe size", "first_name", "E-Mail", "Mobile", "ZIP", "blood group", "Patient ID"], Custom));

    [Fact]
    public void A_second_column_for_a_field_is_left_out() => Assert.Equal(["Phone", null], CsvMapping.Guess(["Phone", "Mobile"], []));

    [Fact]
    public void What_a_person_says_wins_over_the_guess()
    {
        var mapping = CsvMapping.Make(["Phone", "Mobile", "Name"], new Dictionary<string, string> { ["mobile"] = "Phone", ["Name"] = "surname" }, []);
        Assert.Equal([null, "Phone", "FamilyName"], mapping.Value);
    }

    [Fact]
    public void A_mapping_that_cannot_be_is_refused_with_all_reasons()
    {
        var mapping = CsvMapping.Make(["a", "b"], new Dictionary<string, string> { ["x"] = "Phone", ["a"] = "Shoe" }, []);
        Assert.Equal(["x", "a", "GivenName"], mapping.Problem!.Fields.Select(f => f.Field));
    }

    [Fact]
    public void Quotes_line_breaks_and_semicolons_are_read()
    {
        var records = CsvText.Read(new StringReader("a;b\n\"x;\"\"y\"\"\nz\"; 2 \n\n3;\"open")).ToList();
        Assert.Equal([["a", "b"], ["x;\"y\"\nz", "2"], ["3", "open"]], records.Select(r => r.Cells));
        Assert.Equal([1, 2, 4], records.Select(r => r.Number));
    }

    [Fact]
    public void What_stands_beyond_the_columns_of_any_list_is_left_out() =>
        Assert.Equal(CsvText.MostColumns + 1, CsvText.Read(new StringReader("a" + new string(',', 2_000))).Single().Cells.Length);

    [Fact]
    public void What_is_written_is_read_back() =>
        Gen.String[Gen.Char["ab,;\"\n é"], 0, 8].Array[2, 4].Sample(cells =>
        {
            string[] trimmed = ["head,", .. cells.Select(c => c.Trim())];
            var read = CsvText.Read(new StringReader("a,b,c\n" + CsvText.Write(trimmed))).Last().Cells;
            return read.SequenceEqual(trimmed.Select(c => c.Trim()));
        });

    [Fact]
    public void A_cell_that_would_be_a_formula_is_made_text() => Assert.Equal("'=1+1,ok", CsvText.Write(["=1+1", "ok"]));

    [Theory]
    [InlineData("en-US", "4/12/1985", "1985-04-12")]
    [InlineData("en-GB", "4/12/1985", "1985-12-04")]
    [InlineData("de-AT", "12.4.1985", "1985-04-12")]
    [InlineData("en-US", "soon", "soon")]
    public void Dates_are_read_as_the_practice_writes_them(string culture, string written, string read)
    {
        var row = Rows(culture, $"name,dob\nAda Fernsby,{written}").Single();
        Assert.Equal(("Ada", "Fernsby", read), (row.Details.GivenName, row.Details.FamilyName, row.Details.BirthDate));
    }

    [Fact]
    public void An_empty_cell_says_nothing()
    {
        var row = Rows("en-US", "name,email\n\"Fernsby, Ada\",\n,\n").Single();
        Assert.Equal((2, "Ada", null), (row.Number, row.Details.GivenName, row.Details.Email));
    }

    private static List<ImportRow> Rows(string culture, string text)
    {
        using var file = new CsvClients(new MemoryStream(Encoding.UTF8.GetBytes(text)), CultureInfo.GetCultureInfo(culture));
        Assert.True(file.ReadHeaders());
        return [.. file.Rows(CsvMapping.Guess(file.Headers, []))];
    }
}
