using PracticeCms.Modules.Manifest;

[assembly: Theme(
    Id = "PracticeAdmin",
    Name = "PracticeAdmin",
    Description = "The staff portal: layout, navigation, tokens and icons.",
    Category = "Themes",
    Author = "The PracticeCms team",
    Version = "0.1.0",
    IsAlwaysEnabled = true)]
