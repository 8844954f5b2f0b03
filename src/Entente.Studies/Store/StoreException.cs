using Microsoft.Data.Sqlite;

namespace Entente.Studies;

/// <summary>A store that cannot be used as it was meant to be; the message says why, in the user's words.</summary>
public sealed class StoreException : IOException
{
    public StoreException(string message)
        : base(message)
    {
    }

    public StoreException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public StoreException()
    {
    }

    // Codes of SQLite, see its result codes page.
    internal static StoreException Of(string path, SqliteException error) => new(
        error.SqliteErrorCode switch
        {
            13 => $"cannot write to '{path}': the disk is full",
            8 => $"cannot write to '{path}': it is read-only",
            10 => $"cannot read or write '{path}': the disk or the system refuses",
            14 => $"cannot open '{path}': no such folder, or no permission",
            5 or 6 => $"'{path}' is in use by another process",
            26 => $"'{path}' is no store of a study",
            11 => $"'{path}' is damaged",
            _ => $"cannot use '{path}': {error.Message}",
        },
        error);
}
