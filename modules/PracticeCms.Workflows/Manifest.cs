using PracticeCms.Modules.Manifest;

[assembly: Module(
    Id = "PracticeCms.Workflows",
    Name = "Workflows",
    Description = "Rules that run on events and time, without code.",
    Category = "Automation",
    Author = "The PracticeCms team",
    Version = "0.1.0",
    Dependencies = [])]
