using PracticeCms.Modules.Manifest;

[assembly: Module(
    Id = "PracticeCms.Messaging",
    Name = "Messaging",
    Description = "Mail through the outbox, with templates and a pick-up folder.",
    Category = NavigationGroups.Clients,
    Author = "The PracticeCms team",
    Version = "0.1.0",
    Dependencies = [])]
