using PracticeCms.Modules.Manifest;

[assembly: Module(
    Id = "PracticeCms.Billing",
    Name = "Billing",
    Description = "Charges, invoices, payments and the ledger under them.",
    Category = "Money",
    Author = "The PracticeCms team",
    Version = "0.1.0",
    Dependencies = ["PracticeCms.Records", "PracticeCms.Scheduling"])]
