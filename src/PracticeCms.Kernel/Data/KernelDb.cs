using PracticeCms.Kernel.Access;
using PracticeCms.Kernel.Audit;
using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Features;
using PracticeCms.Kernel.Files;
using PracticeCms.Kernel.Liquid;
using PracticeCms.Kernel.Recipes;
using PracticeCms.Kernel.Settings;

namespace PracticeCms.Kernel.Data;

/// <summary>The kernel's own tables; each part maps its entities beside their use.</summary>
internal sealed class KernelDb(TenantDbOptions<KernelDb> options) : TenantDbContext(options)
{
    protected override string TablePrefix => "kernel";

    protected override void OnModel(ModelBuilder model)
    {
        FeatureModel.Map(model);
        AccessModel.Map(model);
        AuditModel.Map(model);
        SettingsModel.Map(model);
        TemplateModel.Map(model);
        RecipeModel.Map(model);
        DurableModel.Map(model);
        FileModel.Map(model);
    }
}
