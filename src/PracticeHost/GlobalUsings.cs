global using NodaTime;
global using PracticeCms;
global using PracticeCms.Access;
global using PracticeCms.Modules;
global using PracticeCms.Tenants;
