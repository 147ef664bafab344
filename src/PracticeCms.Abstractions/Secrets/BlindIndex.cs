namespace PracticeCms.Secrets;

/// <summary>
/// Stands for a sealed value in an index: the same for the same value in this practice, and of no use without the practice's key. Finds whole
/// values alone.
/// </summary>
public interface IBlindIndex
{
    /// <param name="field">What is indexed; equal values of two fields have nothing in common.</param>
    /// <param name="normalized">The value as all ways of writing it come to.</param>
    string Of(string field, string normalized);
}
