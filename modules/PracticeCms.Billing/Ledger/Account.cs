namespace PracticeCms.Billing.Ledger;

internal enum AccountKind
{
    Asset,
    Liability,
    Equity,
    Revenue,
    Expense,
}

/// <summary>An account of the chart. The stock ones are made with the tables.</summary>
internal sealed class Account
{
    public string Code { get; set; } = "";
    public string Name { get; set; } = "";
    public AccountKind Kind { get; set; }
}

/// <summary>Codes of the accounts that billing itself posts to.</summary>
internal static class Accounts
{
    public const string Cash = "1000";
    public const string Bank = "1010";
    public const string Card = "1020";

    /// <summary>What clients owe: the control account of all open invoices.</summary>
    public const string Receivable = "1200";
    public const string TaxPayable = "2200";

    /// <summary>Money of clients that no invoice has used yet.</summary>
    public const string ClientCredit = "2400";
    public const string Revenue = "4000";

    public static IReadOnlyList<(string Code, string Name, AccountKind Kind)> Stock { get; } =
    [
        (Cash, "Cash", AccountKind.Asset),
        (Bank, "Bank", AccountKind.Asset),
        (Card, "Card terminal", AccountKind.Asset),
        (Receivable, "Receivables from clients", AccountKind.Asset),
        (TaxPayable, "Tax payable", AccountKind.Liability),
        (ClientCredit, "Credit of clients", AccountKind.Liability),
        (Revenue, "Revenue", AccountKind.Revenue),
    ];
}
