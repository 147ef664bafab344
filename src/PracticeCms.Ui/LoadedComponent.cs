using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace PracticeCms.Ui;

/// <summary>Whose turn it is to load data; one per request.</summary>
public sealed class LoadTurn
{
    private readonly SemaphoreSlim turn = new(1, 1);

    public async Task TakeAsync(Func<Task> load)
    {
        await turn.WaitAsync();
        try
        {
            await load();
        }
        finally
        {
            turn.Release();
        }
    }
}

/// <summary>
/// A component that renders once its data is there, and loads while no other one does: the components of a page share one database
/// connection. A first picture without data would be thrown away on the server, and would have to cope with everything being null.
/// </summary>
public abstract class LoadedComponent : ComponentBase, IHandleEvent
{
    private bool isInitialized;

    [Inject]
    public LoadTurn Turn { get; set; } = default!;

    [CascadingParameter]
    public FormMappingContext? Typed { get; set; }

    [CascadingParameter]
    public HttpContext? FormRequest { get; set; }

    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        await Turn.TakeAsync(LoadAsync);
        StateHasChanged();
    }

    /// <summary>A form with letters where a number belongs is not carried out: the number would be the one that an empty form begins with.</summary>
    async Task IHandleEvent.HandleEventAsync(EventCallbackWorkItem callback, object? argument)
    {
        if (Mistyped.Of(Typed, FormRequest) is null)
        {
            await callback.InvokeAsync(argument);
        }

        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        if (!isInitialized)
        {
            isInitialized = true;
            OnInitialized();
            await OnInitializedAsync();
        }

        OnParametersSet();
        await OnParametersSetAsync();
    }
}

/// <summary>The same for layouts: the page inside begins to load when its frame has loaded.</summary>
public abstract class LoadedLayout : LoadedComponent
{
    [Parameter]
    public RenderFragment? Body { get; set; }
}
