namespace PracticeCms.Kernel.Durable;

internal static class DurableModel
{
    public static void Map(ModelBuilder model)
    {
    }
}
