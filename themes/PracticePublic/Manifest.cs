using PracticeCms.Modules.Manifest;

[assembly: Theme(
    Id = "PracticePublic",
    Name = "PracticePublic",
    Description = "The pages and mails that clients see.",
    Category = "Themes",
    Author = "The PracticeCms team",
    Version = "0.1.0",
    IsAlwaysEnabled = true)]
