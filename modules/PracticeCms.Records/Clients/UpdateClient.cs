using PracticeCms.Records.Contracts;

namespace PracticeCms.Records.Clients;

/// <summary>Changes a client; whoever edited an older version gets a conflict and sees both.</summary>
internal sealed class UpdateClient(RecordsDb db, IUnitOfWork unitOfWork, ClientRulebook rulebook, SeenFields seen, ClientIndex index, ClientWrites writes, ClientSecrets secrets)
{
    public const string StaleCode = "stale-client";

    public sealed record Request(Guid Id, ClientDetails Details);

    public Task<Result<Guid>> ExecuteAsync(Request request, CancellationToken ct) =>
        unitOfWork.RunAsync<Result<Guid>>(
            async token =>
            {
                if (await db.Clients.FirstOrDefaultAsync(c => c.Id == request.Id, token) is not { } client)
                {
                    return Problem.NotFound("The client");
                }

                if (client.ErasedAt is not null)
                {
                    return ClientWrites.Erased;
                }

                if (request.Details.Version is { } version && version != client.Version)
                {
                    return Problem.Conflict(StaleCode, "Somebody else has changed this record since you opened it.");
                }

                if (await seen.CheckAsync(request.Details, client.Id, token) is { } refused)
                {
                    return refused;
                }

                await secrets.OpenAsync(client, token);
                var rules = (await rulebook.GetAsync(token)) with { Fields = await seen.FieldsAsync(client.Id, token) };
                if (rules.Apply(request.Details, client) is { Failed: true } check)
                {
                    return check.ToProblem();
                }

                await secrets.SealAsync(client, token);
                if (db.Entry(client).State == EntityState.Modified)
                {
                    writes.Touch(client);
                    await index.WriteTermsAsync([client], areNew: false, token);
                    await writes.PublishAsync(new ClientUpdated(client.Id), token);
                }

                return client.Id;
            },
            ct);
}

/// <summary>Archives a client, or brings them back.</summary>
internal sealed class ChangeClientStatus(RecordsDb db, IUnitOfWork unitOfWork, ClientWrites writes)
{
    public Task<Result<Guid>> ExecuteAsync(Guid id, ClientStatus status, CancellationToken ct) =>
        unitOfWork.RunAsync<Result<Guid>>(
            async token =>
            {
                if (await db.Clients.FirstOrDefaultAsync(c => c.Id == id, token) is not { } client)
                {
                    return Problem.NotFound("The client");
                }

                if (client.ErasedAt is not null)
                {
                    return ClientWrites.Erased;
                }

                if (client.Status != status)
                {
                    client.Status = status;
                    writes.Touch(client);
                    await writes.PublishAsync(new ClientUpdated(client.Id), token);
                }

                return client.Id;
            },
            ct);
}
