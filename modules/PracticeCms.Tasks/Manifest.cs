using PracticeCms.Modules.Manifest;

[assembly: Module(
    Id = "PracticeCms.Tasks",
    Name = "Tasks",
    Description = "A list of tasks for staff that people and workflows fill.",
    Category = "Today",
    Author = "The PracticeCms team",
    Version = "0.1.0",
    Dependencies = ["PracticeCms.Records"])]
