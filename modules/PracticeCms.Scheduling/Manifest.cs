using PracticeCms.Modules.Manifest;

[assembly: Module(
    Id = "PracticeCms.Scheduling",
    Name = "Scheduling",
    Description = "Locations, practitioners, services, hours, appointments and public booking.",
    Category = "Today",
    Author = "The PracticeCms team",
    Version = "0.1.0",
    Dependencies = ["PracticeCms.Records"])]
