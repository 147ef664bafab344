using PracticeCms.Modules.Manifest;

[assembly: Module(
    Id = "PracticeCms.Tenants",
    Name = "Tenants",
    Description = "Hosts other practices beside this one: make, suspend, change and delete them, and run recipes in many.",
    Category = "Practice",
    Author = "The PracticeCms team",
    Version = "0.1.0",
    DefaultTenantOnly = true)]
