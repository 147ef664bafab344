global using Microsoft.EntityFrameworkCore;
global using Microsoft.EntityFrameworkCore.Migrations;
global using Microsoft.Extensions.DependencyInjection;
global using NodaTime;
global using PracticeCms.Access;
global using PracticeCms.Data;
global using PracticeCms.Modules;
global using PracticeCms.Navigation;
