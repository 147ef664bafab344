using PracticeCms.Modules.Manifest;

[assembly: Module(
    Id = "PracticeCms.Notices",
    Name = "Notices",
    Description = "A board of short notices from staff to staff.",
    Category = "Today",
    Author = "The PracticeCms team",
    Version = "1.0.0")]
