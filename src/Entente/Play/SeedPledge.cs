using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Entente.Play;

/// <summary>
/// Binds a game to its seed before the seed is shown: the hash is announced first, the seed and the salt when the game is
/// over, and everybody can check that they belong together.
/// </summary>
/// <param name="Seed">The seed of all draws.</param>
/// <param name="Salt">Hexadecimal digits nobody can guess; without them, short seeds could be tried one by one.</param>
public sealed record SeedPledge(ulong Seed, string Salt)
{
    /// <summary>The text that is hashed.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"entente play, seed {Seed}, salt {Salt}");

    /// <summary>SHA-256 of <see cref="Text"/> in UTF-8, 64 hexadecimal digits.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
}
