using PracticeCms.Kernel.Recipes;

namespace PracticeHost.Setup;

/// <summary>The one setup that may run: its steps so far and how it ended. It goes on when the browser leaves.</summary>
internal sealed class SetupRun(SetupPractice setup)
{
    private readonly Lock gate = new();
    private readonly List<string> lines = [];
    private Task? running;

    public SetupForm? Form { get; private set; }
    public Problem? Problem { get; private set; }
    public bool IsRunning => running is { IsCompleted: false };

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (gate)
            {
                return [.. lines];
            }
        }
    }

    /// <summary>Starts, unless one runs already: a second click is the same setup.</summary>
    public void Start(SetupForm form)
    {
        lock (gate)
        {
            if (IsRunning)
            {
                return;
            }

            lines.Clear();
            Problem = null;
            Form = form with { AdminPassword = "" };
            running = Task.Run(() => RunAsync(form));
        }
    }

    private async Task RunAsync(SetupForm form)
    {
        var made = await setup.ExecuteAsync(form.ToRequest(Add));
        Problem = made.Problem;
    }

    private void Add(string line)
    {
        lock (gate)
        {
            lines.Add(line);
        }
    }
}
