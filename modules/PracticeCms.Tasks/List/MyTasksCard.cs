namespace PracticeCms.Tasks.List;

internal sealed class MyTasksCard : IDashboardCardProvider
{
    public IEnumerable<DashboardCard> GetCards() => [new(typeof(MyTasks), Permissions.ManageTasks, 30)];
}
