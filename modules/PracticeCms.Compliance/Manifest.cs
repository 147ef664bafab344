using PracticeCms.Modules.Manifest;

[assembly: Module(
    Id = "PracticeCms.Compliance",
    Name = "Compliance",
    Description = "Who saw or changed what: the audit explorer, and its proof.",
    Category = "Practice",
    Author = "The PracticeCms team",
    Version = "0.1.0",
    Dependencies = ["PracticeCms.Records", "PracticeCms.Messaging", "PracticeCms.Tasks"])]
