using PracticeCms.Users.Accounts;
using PracticeCms.Users.ApiKeys;
using PracticeCms.Users.Factors;
using PracticeCms.Users.Passwords;
using PracticeCms.Users.Sessions;
using PracticeCms.Users.SignIn;

namespace PracticeCms.Users;

internal sealed class UsersDb(TenantDbOptions<UsersDb> options) : TenantDbContext(options)
{
    public DbSet<User> Users => Set<User>();
    public DbSet<UserRole> UserRoles => Set<UserRole>();
    public DbSet<AccountToken> Tokens => Set<AccountToken>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<IdentityUserPasskey<Guid>> Passkeys => Set<IdentityUserPasskey<Guid>>();
    public DbSet<Authenticator> Authenticators => Set<Authenticator>();
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<UsedChallenge> UsedChallenges => Set<UsedChallenge>();
    public DbSet<SignInCount> SignInCounts => Set<SignInCount>();

    protected override string TablePrefix => "users";

    protected override void OnModel(ModelBuilder model)
    {
        model.Entity<User>(e =>
        {
            e.Ignore(u => u.HasPassword);
            e.Ignore(u => u.WasInUse);
            e.Property(u => u.ConcurrencyStamp).IsConcurrencyToken();
            e.HasIndex(u => u.NormalizedUserName).IsUnique();
            e.HasIndex(u => u.NormalizedEmail).IsUnique();
        });
        model.Entity<UserRole>(e =>
        {
            e.HasKey(r => new { r.UserId, r.RoleName });
            e.HasOne<User>().WithMany().HasForeignKey(r => r.UserId);
        });
        model.Entity<AccountToken>(e => e.HasOne<User>().WithMany().HasForeignKey(t => t.UserId));
        model.Entity<Session>(e => e.HasOne<User>().WithMany().HasForeignKey(s => s.UserId));
        model.Entity<IdentityUserPasskey<Guid>>(e =>
        {
            e.ToTable("users_passkey");
            e.HasKey(p => p.CredentialId);
            e.Property(p => p.CredentialId).HasMaxLength(1024);
            e.HasOne<User>().WithMany().HasForeignKey(p => p.UserId);
            e.OwnsOne(p => p.Data).ToJson("data");
        });
        model.Entity<Authenticator>(e => e.HasOne<User>().WithOne().HasForeignKey<Authenticator>(a => a.Id));
        model.Entity<RecoveryCode>(e =>
        {
            e.HasIndex(c => new { c.UserId, c.Hash }).IsUnique();
            e.HasOne<User>().WithMany().HasForeignKey(c => c.UserId);
        });
        model.Entity<UsedChallenge>();
        model.Entity<SignInCount>(e => e.HasKey(c => c.Key));
        model.Entity<ApiKey>(e =>
        {
            e.HasIndex(k => k.Prefix).IsUnique();
            e.HasOne<User>().WithMany().HasForeignKey(k => k.MakerId);
        });
        MapStore(model);
    }

    // What Identity's store may ask for: external sign-ins and claims.
    private static void MapStore(ModelBuilder model)
    {
        model.Entity<IdentityUserClaim<Guid>>(e =>
        {
            e.ToTable("users_user_claim");
            e.HasOne<User>().WithMany().HasForeignKey(c => c.UserId);
        });
        model.Entity<IdentityUserLogin<Guid>>(e =>
        {
            e.ToTable("users_user_login");
            e.HasKey(l => new { l.LoginProvider, l.ProviderKey });
            e.HasOne<User>().WithMany().HasForeignKey(l => l.UserId);
        });
        model.Entity<IdentityUserToken<Guid>>(e =>
        {
            e.ToTable("users_user_token");
            e.HasKey(t => new { t.UserId, t.LoginProvider, t.Name });
            e.HasOne<User>().WithMany().HasForeignKey(t => t.UserId);
        });
    }
}
