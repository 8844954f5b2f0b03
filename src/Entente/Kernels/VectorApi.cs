using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Entente.Numerics;

namespace Entente.Kernels;

/// <summary>The vector operations of one width, found by name once.</summary>
internal sealed class VectorApi
{
    private readonly Dictionary<Op, MethodInfo> _operations = [];
    private readonly Type _static;

    private VectorApi(int bits, Type functions, Type vector)
    {
        Bits = bits;
        Vector = vector;
        _static = functions;
        Create = functions.GetMethod(nameof(Vector256.Create), [typeof(double)])!;
        LoadFrom = Generic(nameof(Vector256.Load), p => p.Length == 1);
        StoreTo = Generic(nameof(Vector256.Store), p => p.Length == 2);
        SignBits = Generic(nameof(Vector256.ExtractMostSignificantBits), p => p.Length == 1);
        BitwiseAnd = Generic(nameof(Vector256.BitwiseAnd), p => p.Length == 2);
        AllOnes = vector.GetProperty(nameof(Vector256<>.AllBitsSet))!.GetMethod!;
        Zero = vector.GetProperty(nameof(Vector256<>.Zero))!.GetMethod!;
        Gather = typeof(LaneAccess).GetMethod(nameof(LaneAccess.Gather), [typeof(nint), vector, typeof(int)])!;
        foreach (var (op, name) in new[]
        {
            (Op.Add, nameof(Vector256.Add)), (Op.Subtract, nameof(Vector256.Subtract)), (Op.Multiply, nameof(Vector256.Multiply)), (Op.Divide, nameof(Vector256.Divide)),
            (Op.Negate, nameof(Vector256.Negate)), (Op.Abs, nameof(Vector256.Abs)), (Op.Sqrt, nameof(Vector256.Sqrt)),
            (Op.Select, nameof(Vector256.ConditionalSelect)), (Op.Less, nameof(Vector256.LessThan)), (Op.LessOrEqual, nameof(Vector256.LessThanOrEqual)),
            (Op.Equal, nameof(Vector256.Equals)), (Op.And, nameof(Vector256.BitwiseAnd)), (Op.Or, nameof(Vector256.BitwiseOr)), (Op.Not, nameof(Vector256.OnesComplement)),
            (Op.Xor, nameof(Vector256.Xor)),
        })
        {
            _operations[op] = Generic(name, p => p.All(x => x.IsGenericType && x.Name.StartsWith("Vector", StringComparison.Ordinal)));
        }

        foreach (var (op, name) in new[] { (Op.Floor, nameof(Vector256.Floor)), (Op.Ceiling, nameof(Vector256.Ceiling)), (Op.Round, nameof(Vector256.Round)) })
        {
            _operations[op] = functions.GetMethod(name, [vector])!;
        }

        AsBits = Generic(nameof(Vector256.AsInt64), p => p.Length == 1);
        AsNumbers = Generic<long>(nameof(Vector256.AsDouble), p => p.Length == 1);
        var words = AsBits.ReturnType;
        _operations[Op.FusedMultiplyAdd] = functions.GetMethod(nameof(Vector256.FusedMultiplyAdd), [vector, vector, vector])!;
        _operations[Op.AddBits] = Generic<long>(nameof(Vector256.Add), p => p.Length == 2);
        _operations[Op.SubtractBits] = Generic<long>(nameof(Vector256.Subtract), p => p.Length == 2);
        _operations[Op.ShiftLeft] = functions.GetMethod(nameof(Vector256.ShiftLeft), [words, typeof(int)])!;
        _operations[Op.ShiftRight] = functions.GetMethod(nameof(Vector256.ShiftRightLogical), [words, typeof(int)])!;
        var (has, native) = bits switch { 512 => (Avx512F.IsSupported, typeof(Avx512F)), 256 => (Avx.IsSupported, typeof(Avx)), _ => (Sse2.IsSupported, typeof(Sse2)) };
        foreach (var op in has ? [Op.Min, Op.Max] : Array.Empty<Op>())
        {
            _operations[op] = native.GetMethod(op.ToString(), [vector, vector])!;
        }

        foreach (var op in new[] { Op.Exp, Op.Log, Op.Logistic, Op.Logit })
        {
            _operations[op] = typeof(VectorMath).GetMethod(op.ToString(), [vector])!;
        }

        _operations[Op.ExpOfModerate] = _operations[Op.Exp];
        _operations[Op.LogOfNormal] = _operations[Op.Log];
        _operations[Op.LogisticOfModerate] = _operations[Op.Logistic];
        _operations[Op.Pow] = typeof(VectorMath).GetMethod(nameof(VectorMath.Pow), [vector, vector])!;
    }

    /// <summary>As wide as this processor is fast with.</summary>
    public static VectorApi Widest { get; } = System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? Of(512) : System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? Of(256) : Of(128);

    public int Bits { get; }

    /// <summary>The vector of doubles.</summary>
    public Type Vector { get; }

    public MethodInfo Create { get; }

    public MethodInfo LoadFrom { get; }

    public MethodInfo StoreTo { get; }

    public MethodInfo SignBits { get; }

    public MethodInfo BitwiseAnd { get; }

    public MethodInfo AllOnes { get; }

    public MethodInfo Zero { get; }

    public MethodInfo Gather { get; }

    /// <summary>From numbers to their bits.</summary>
    public MethodInfo AsBits { get; }

    /// <summary>And back.</summary>
    public MethodInfo AsNumbers { get; }

    /// <summary>Vectors of 128, 256 or 512 bits, whatever the processor has.</summary>
    public static VectorApi Of(int bits) => bits switch
    {
        512 => new(512, typeof(Vector512), typeof(Vector512<double>)),
        256 => new(256, typeof(Vector256), typeof(Vector256<double>)),
        _ => new(128, typeof(Vector128), typeof(Vector128<double>)),
    };

    public MethodInfo Of(Op op) => _operations[op];

    /// <summary>Whether the processor does it in one go, with the zeros and NaN that we want.</summary>
    public bool Has(Op op) => _operations.ContainsKey(op);

    private MethodInfo Generic(string name, Func<Type[], bool> fits) => Generic<double>(name, fits);

    private MethodInfo Generic<T>(string name, Func<Type[], bool> fits) => _static.GetMethods()
        .Where(m => m.Name == name && m.IsGenericMethodDefinition && m.GetGenericArguments().Length == 1)
        .Single(m => fits([.. m.GetParameters().Select(p => p.ParameterType)]))
        .MakeGenericMethod(typeof(T));
}
