global using Microsoft.Playwright;
global using NodaTime;
global using PracticeCms.Tenants;
global using PracticeCms.Testing;
global using Xunit;
