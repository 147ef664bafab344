using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PracticeCms.Data;
using PracticeCms.Kernel.Modules;
using PracticeCms.Kernel.Packages;
using PracticeCms.Testing;

namespace PracticeCms.IntegrationTests.Kernel;

/// <summary>A module that the host was not built with, as its package lies on disk after its own build.</summary>
public sealed class DroppedModuleTests : IDisposable
{
    private const string Module = "PracticeCms.Notices";
    private readonly string data = Directory.CreateTempSubdirectory("practice-dropped-").FullName;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_package_is_picked_up_at_start_and_switched_on_and_off_without_another(DatabaseProvider database)
    {
        Drop();
        await using var host = await TestHost.StartAsync(data);
        await host.SetUpAsync("blank", database);
        using var staff = await StaffSession.SignInAsync(host);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(staff));

        await SwitchOnAsync(staff);
        using var put = await staff.SubmitAsync("admin/notices", f => f["Input.Text"] = "The lift is being mended.");
        Assert.Contains("The lift is being mended.", await staff.Http.GetStringAsync("admin/notices"), StringComparison.Ordinal);
        Assert.Contains("admin/notices", await staff.Http.GetStringAsync("admin"), StringComparison.Ordinal);

        await SwitchAsync(staff);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(staff));
        Assert.DoesNotContain("admin/notices", await staff.Http.GetStringAsync("admin"), StringComparison.Ordinal);

        await SwitchOnAsync(staff);
        Assert.Contains("The lift is being mended.", await staff.Http.GetStringAsync("admin/notices"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_another_process_switches_is_seen_by_a_running_server()
    {
        Drop();
        await using var host = await TestHost.StartAsync(data);
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(host);

        var (code, said) = await PracticeProcess.RunAsync(data, ["feature", "enable", Module]);
        host.Clock.Advance(NodaTime.Duration.FromSeconds(6));

        Assert.Equal((0, HttpStatusCode.OK), (code, await StatusAsync(staff)));
        Assert.Contains(Module, said, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Broken { get; } = new()
    {
        { "changed file", "SHA-256 differs" },
        { "flipped bit of the assembly", "SHA-256 differs" },
        { "flipped bit of the manifest", "module.json" },
        { "flipped bit of the signature", "module.sig does not sign" },
        { "no manifest", "has no module.json" },
        { "broken manifest", "module.json" },
        { "other id", "is for 'Other'" },
        { "missing file", "is missing" },
        { "unlisted assembly", "is not listed" },
        { "unlisted file", "is not listed" },
        { "other version", "lies in the folder of" },
        { "no version", "holds no version" },
        { "no assembly", "Bad IL format" },
    };

    [Theory, MemberData(nameof(Broken))]
    public async Task A_package_that_is_not_right_is_refused_by_name_and_the_rest_starts(string fault, string why)
    {
        Break(Drop(), fault);
        await using var host = await TestHost.StartAsync(data);
        var refused = Assert.Single(host.App.Services.GetRequiredService<ModuleCatalog>().Refused);

        Assert.Equal(Module, refused.Id);
        Assert.Contains(why, refused.Why, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Administrators_and_the_doctor_are_told_of_a_refused_package()
    {
        Break(Drop(), "changed file");
        await using var host = await TestHost.StartAsync(data);
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(host);
        var page = await staff.PageAsync("admin/settings/features");
        var (code, said) = await PracticeProcess.RunAsync(data, ["doctor"]);

        Assert.Contains(Module, page.QuerySelector("main .alert-warning")!.TextContent, StringComparison.Ordinal);
        Assert.Contains($"module {Module}", said, StringComparison.Ordinal);
        Assert.NotEqual(0, code);
    }

    private string Drop()
    {
        var built = Path.Combine(NoticesBuild.Folder, "package", Module, "1.0.0");
        var package = Directory.CreateDirectory(Path.Combine(data, "Modules", Module, "1.0.0")).FullName;
        foreach (var file in Directory.GetFiles(built))
        {
            File.Copy(file, Path.Combine(package, Path.GetFileName(file)));
        }

        return package;
    }

    private static void Break(string package, string fault)
    {
        var (assembly, manifest) = (Path.Combine(package, Module + ".dll"), Path.Combine(package, "module.json"));
        Action spoil = fault switch
        {
            "changed file" => () => File.AppendAllText(assembly, "x"),
            "no manifest" => () => File.Delete(manifest),
            "broken manifest" => () => File.WriteAllText(manifest, "{ \"id\": "),
            "other id" => () => File.WriteAllText(manifest, File.ReadAllText(manifest).Replace($"\"id\": \"{Module}\"", "\"id\": \"Other\"", StringComparison.Ordinal)),
            "missing file" => () => File.Delete(assembly),
            "flipped bit of the assembly" => () => Flip(assembly),
            "flipped bit of the manifest" => () => Flip(manifest),
            "flipped bit of the signature" => () => Flip(Sign(package)),
            "unlisted assembly" => () => File.Copy(assembly, Path.Combine(package, "Extra.dll")),
            "unlisted file" => () => File.WriteAllText(Path.Combine(package, "note.txt"), "hello"),
            "other version" => () => Directory.Move(package, Path.Combine(Path.GetDirectoryName(package)!, "1.0.1")),
            "no version" => () => Directory.Delete(package, recursive: true),
            _ => () => WriteNonsense(assembly, manifest),
        };
        spoil();
    }

    private static void Flip(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private static string Sign(string package)
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var file = Path.Combine(package, PackageSignature.FileName);
        File.WriteAllBytes(file, PackageSignature.Sign(key, File.ReadAllBytes(Path.Combine(package, PackageManifest.FileName))).ToBytes());
        return file;
    }

    private static void WriteNonsense(string assembly, string manifest)
    {
        File.WriteAllText(assembly, "not an assembly");
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(assembly)));
        File.WriteAllText(manifest, $$"""{ "id": "{{Module}}", "version": "1.0.0", "assembly": "{{Module}}.dll", "files": { "{{Module}}.dll": "{{hash}}" } }""");
    }

    private static async Task<HttpStatusCode> StatusAsync(StaffSession staff)
    {
        using var answer = await staff.Http.GetAsync("admin/notices");
        return answer.StatusCode;
    }

    /// <summary>The button leads to what the module adds; it is switched on there.</summary>
    private static async Task SwitchOnAsync(StaffSession staff)
    {
        using var asked = await staff.SubmitAsync("admin/settings/features", f => f["_handler"] = "switch-" + Module);
        Assert.Equal($"/admin/settings/features/{Module}?switch={Module}", asked.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(staff));

        using var answer = await staff.SubmitAsync(asked.RequestMessage.RequestUri.PathAndQuery, _ => { });
        answer.EnsureSuccessStatusCode();
    }

    private static async Task SwitchAsync(StaffSession staff)
    {
        using var answer = await staff.SubmitAsync("admin/settings/features", f => f["_handler"] = "switch-" + Module);
        answer.EnsureSuccessStatusCode();
    }
}
