global using Microsoft.EntityFrameworkCore;
global using Microsoft.Extensions.DependencyInjection;
global using NodaTime;
global using PracticeCms.Data;
global using PracticeCms.Modules;
global using PracticeCms.Tenants;
global using PracticeCms.Testing;
global using Xunit;
