namespace PracticeCms.Billing.Charges;

/// <summary>Work that was done without a visit, to be billed with the next invoice.</summary>
internal sealed class AddCharge(BillingDb db, Desk desk, IUnitOfWork unitOfWork)
{
    public sealed record Request(Guid ClientId, string Description, LocalDate ServiceDate, decimal Quantity, long UnitPriceMinor, string TaxCode);

    public Task<Result<Charge>> ExecuteAsync(Request request, CancellationToken ct = default) => unitOfWork.RunAsync(_ => Task.FromResult(Add(request)), ct);

    private Result<Charge> Add(Request request)
    {
        var check = new Check()
            .That(request.Description is { Length: > 0 and <= 500 }, "Description", "Describe the work in up to 500 characters.")
            .That(request.Quantity is > 0 and <= 1_000_000, "Quantity", "The quantity is above zero.");
        if (check.Failed)
        {
            return check.ToProblem();
        }

        var charge = new Charge
        {
            ClientId = request.ClientId,
            Description = request.Description,
            ServiceDate = request.ServiceDate,
            Quantity = request.Quantity,
            UnitPriceMinor = request.UnitPriceMinor,
            Currency = desk.Currency,
            TaxCode = request.TaxCode,
            CreatedAt = desk.Now,
        };
        charge.SourceKey = $"hand:{charge.Id}";
        db.Charges.Add(charge);
        return charge;
    }
}
