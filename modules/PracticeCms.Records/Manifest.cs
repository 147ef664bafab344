using PracticeCms.Modules.Manifest;

[assembly: Module(
    Id = "PracticeCms.Records",
    Name = "Records",
    Description = "Clients, their notes, documents and custom fields; import.",
    Category = NavigationGroups.Clients,
    Author = "The PracticeCms team",
    Version = "0.1.0",
    Dependencies = [])]
