using PracticeCms.Modules.Manifest;

[assembly: Module(
    Id = "PracticeCms.Users",
    Name = "Users",
    Description = "Staff accounts: sign-in, invitations, roles and profiles.",
    Category = "Practice",
    Author = "The PracticeCms team",
    Version = "0.1.0",
    IsAlwaysEnabled = true,
    Dependencies = ["PracticeCms.Messaging"])]
