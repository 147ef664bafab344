using PracticeCms.Kernel.Recipes.Steps;
using PracticeCms.Recipes;

namespace PracticeCms.Kernel.Recipes;

internal static class RecipeRegistration
{
    public static IServiceCollection AddPracticeRecipes(this IServiceCollection services)
    {
        services
            .AddSingleton<RecipeCatalog>()
            .AddSingleton<RecipeEnvironment>()
            .AddSingleton<SettingsTypes>()
            .AddSingleton<SetupPractice>()
            .AddScoped<RecipeStepRunner>()
            .AddScoped<RecipeJournal>()
            .AddScoped<RunRecipe>()
            .AddScoped<ExportRecipe>()
            .AddFeatureService<DataMigration, RecipeMigrations>()
            .AddRecipeStep<FeatureStep>()
            .AddRecipeStep<ThemesStep>()
            .AddRecipeStep<SettingsStep>()
            .AddRecipeStep<VocabularyStep>()
            .AddRecipeStep<RolesStep>()
            .AddRecipeStep<TemplatesStep>()
            .AddRecipeStep<DemoDataStep>();
        return services;
    }
}
