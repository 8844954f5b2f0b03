using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Entente.Play;

/// <summary>A short name for where a game stands, so that a journal can be held against what it leads to.</summary>
public static class GamePrint
{
    /// <summary>16 hexadecimal digits of a SHA-256 over the branch, the moment, the levers and every number on the board.</summary>
    public static string Of(Game game)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Text(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        Text(game.Branch);
        foreach (var (branch, head) in game.Heads)
        {
            Text(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{branch} {head}"));
        }

        foreach (var (lever, value) in game.Now.Settings)
        {
            Text($"{lever}={value}");
        }

        var board = game.Now.Board;
        Numbers(hash, [game.At, game.Moments.Count, game.Asked.Count, board.Point, .. board.Machines.Concat(board.Entered).Concat(board.Fired).Concat(board.Held).Select(n => (long)n)]);
        Numbers(hash, [.. new[] { board.States, board.Memories, board.Began, board.Before, board.Begun, board.Left }.SelectMany(n => n).Select(BitConverter.DoubleToInt64Bits)]);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static void Numbers(IncrementalHash hash, ReadOnlySpan<long> numbers)
    {
        Span<byte> bytes = stackalloc byte[8];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
            hash.AppendData(bytes);
        }
    }
}
