using System.Reflection;

namespace PracticeCms.Ui;

/// <summary>The assemblies that pages are looked for in: those of all modules. The host provides it.</summary>
public interface IPageAssemblies
{
    IReadOnlyList<Assembly> Assemblies { get; }
}
