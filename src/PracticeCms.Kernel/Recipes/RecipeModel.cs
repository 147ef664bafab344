namespace PracticeCms.Kernel.Recipes;

internal static class RecipeModel
{
    public static void Map(ModelBuilder model)
    {
    }
}
