using PracticeCms.Records.Contracts;

namespace PracticeCms.Records.Clients;

/// <summary>Adds a client and draws its number. Possible duplicates are a conflict that lists them, until the request says save anyway.</summary>
internal sealed class CreateClient(IUnitOfWork unitOfWork, ClientRulebook rulebook, ClientIndex index, Duplicates duplicates, ClientWrites writes, ClientSecrets secrets)
{
    public const string DuplicateCode = "possible-duplicate";

    public sealed record Request(ClientDetails Details);

    public async Task<Result<Guid>> ExecuteAsync(Request request, CancellationToken ct) =>
        await unitOfWork.RunAsync<Result<Guid>>(
            async token =>
            {
                var rules = await rulebook.GetAsync(token);
                var client = writes.New();
                if (rules.Apply(request.Details, client) is { Failed: true } check)
                {
                    return check.ToProblem();
                }

                if (!request.Details.SaveAnyway && await duplicates.FindAsync(client, token) is { Count: > 0 } matches)
                {
                    return Problem.Conflict(DuplicateCode, "This may be someone you have already.") with
                    {
                        Extensions = new Dictionary<string, object?> { ["matches"] = matches },
                    };
                }

                await secrets.SealAsync(client, token);
                client.Number = (await index.DrawNumbersAsync(1, token))[0];
                writes.Add(client);
                await index.WriteTermsAsync([client], areNew: true, token);
                await writes.PublishAsync(new ClientCreated(client.Id), token);
                return client.Id;
            },
            ct);
}

/// <summary>What every way of adding or changing a client does.</summary>
internal sealed class ClientWrites(RecordsDb db, IUnitOfWork unitOfWork, IClock clock, IEvents events, ClientCounts counts, ITenant tenant, ICurrentActor actor)
{
    public static Problem Erased { get; } = Problem.Conflict("client-erased", "This record was erased; it cannot be changed any more.");

    public Client New() => new() { Id = Ids.New(), Number = "", CreatedAt = clock.GetCurrentInstant(), UpdatedAt = clock.GetCurrentInstant(), IsOpened = true };

    /// <summary>Whoever sees only their own clients is on the team of one that they add; else it would vanish before their eyes.</summary>
    public void Add(Client client)
    {
        db.Clients.Add(client);
        if (actor is { Kind: ActorKind.Staff, UserId: { } userId } && !db.RecordScope.SeesAll)
        {
            db.Set<ClientTeamMember>().Add(new ClientTeamMember { ClientId = client.Id, UserId = userId, IsResponsible = true });
        }

        ForgetCounts();
    }

    public void Touch(Client client)
    {
        client.UpdatedAt = clock.GetCurrentInstant();
        ForgetCounts();
    }

    public Task PublishAsync<TEvent>(TEvent domainEvent, CancellationToken ct)
        where TEvent : class, IDomainEvent => events.PublishAsync(domainEvent, ct);

    private void ForgetCounts() => unitOfWork.AfterCommit(() =>
    {
        counts.Forget(tenant.Name);
        return Task.CompletedTask;
    });
}
