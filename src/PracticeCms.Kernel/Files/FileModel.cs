namespace PracticeCms.Kernel.Files;

internal static class FileModel
{
    public static void Map(ModelBuilder model)
    {
    }
}
