namespace PracticeCms.Kernel.Liquid;

internal static class TemplateModel
{
    public static void Map(ModelBuilder model)
    {
    }
}
