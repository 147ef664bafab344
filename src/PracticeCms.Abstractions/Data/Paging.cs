namespace PracticeCms.Data;

/// <summary>Pages count from 1, and come from addresses that anybody types.</summary>
public static class Paging
{
    /// <summary>How many rows stand before a page; of a page that no list has, as many as there can be.</summary>
    public static int Before(int page, int size) => (Math.Clamp(page, 1, int.MaxValue / size) - 1) * size;

    public static IQueryable<T> Page<T>(this IQueryable<T> rows, int page, int size) => rows.Skip(Before(page, size)).Take(size);
}
