namespace PracticeCms.Ui;

/// <summary>A section of a page, with its own address.</summary>
public sealed record TabItem(string Key, string Title, string Url, int? Count = null);
