using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PracticeCms.Data;

/// <summary>
/// The condition under which a client's record exists for the actor:
/// <c>(sees all and not restricted, or on the team, or opened in an emergency) and not behind a wall</c>. A wall wins over everything.
/// </summary>
internal static class ClientScopeFilter
{
    public static LambdaExpression Of(IReadOnlyEntityType entity, TenantDbContext context)
    {
        var record = Expression.Parameter(entity.ClrType, "record");
        var owner = (Expression)Expression.Property(record, entity.FindProperty("ClientId") is null ? "Id" : "ClientId");
        var admitted = Template.Admits(context, owner);
        if (owner.Type == typeof(Guid?))
        {
            admitted = Expression.OrElse(Expression.Equal(owner, Expression.Constant(null, typeof(Guid?))), admitted);
        }

        return Expression.Lambda(admitted, record);
    }

    /// <summary>The condition as it is read, with the client's id put in place of a parameter.</summary>
    private sealed class Template(ParameterExpression client, Expression owner, ParameterExpression from, TenantDbContext context) : ExpressionVisitor
    {
        private static readonly Expression<Func<TenantDbContext, Guid?, bool>> Condition = (db, client) =>
            ((db.RecordScope.SeesAll && (!db.RecordScope.HasRestrictions || !db.Set<ClientRestriction>().Any(r => r.ClientId == client)))
                || db.Set<ClientTeamMember>().Any(m => m.ClientId == client && m.UserId == db.RecordScope.UserId && (!db.RecordScope.OwnOnly || m.IsResponsible))
                || (db.RecordScope.HasEmergency
                    && db.Set<EmergencyAccess>().Any(e => e.ClientId == client && e.UserId == db.RecordScope.UserId && e.ExpiresAt > db.RecordScope.Now && e.StartedAt <= db.RecordScope.EmergenciesUpTo)))
            && (!db.RecordScope.HasWalls || !db.Set<ClientWall>().Any(w => w.ClientId == client && w.UserId == db.RecordScope.UserId));

        public static Expression Admits(TenantDbContext context, Expression owner) =>
            new Template(Condition.Parameters[1], owner.Type == typeof(Guid?) ? owner : Expression.Convert(owner, typeof(Guid?)), Condition.Parameters[0], context).Visit(Condition.Body);

        protected override Expression VisitParameter(ParameterExpression node) => node == client ? owner : node == from ? Expression.Constant(context) : base.VisitParameter(node);
    }
}
