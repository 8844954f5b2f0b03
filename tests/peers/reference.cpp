// The reference model by hand: what a patient programmer gets out of one core, and the limit that Entente is measured against.
//
//   g++ -std=c++20 -O3 -ffp-contract=off -march=native -DLANES=8 reference.cpp     AVX-512
//   g++ -std=c++20 -O3 -ffp-contract=off -march=x86-64-v3 -mtune=native -DLANES=4 reference.cpp     AVX2
//
//   reference TRIALS SEED [--pairs]      prints the JSON that all peers print
//   reference --check                    compares its own exp, log, sine and Philox with known values
//
// Blocks of trials, structure of arrays, a short loop for each rule or two, groups of four vectors in lockstep. Conditions live as bits, so that the machines
// of all actors step in a few instructions. The model's arithmetic is done as it is written, operation by operation, without contraction; only what does not
// change in a loop is taken out of it. Draws are Philox4x32-10, two to a block, addressed by (seed, stream, trial, step, actor).

#include <immintrin.h>
#include <time.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#ifndef LANES
#define LANES 8
#endif
#ifndef LOCKSTEP
#define LOCKSTEP 4
#endif

#define INLINE static inline __attribute__((always_inline))

// ---- Vectors of doubles (V), of words (U), and conditions on them (M); the compiler knows + - * / of doubles.

#if LANES == 8
using V = __m512d;
using U = __m512i;
using M = __mmask8;
INLINE V set(double x) { return _mm512_set1_pd(x); }
INLINE V load(const double* p) { return _mm512_load_pd(p); }
INLINE void store(double* p, V v) { _mm512_store_pd(p, v); }
INLINE V max(V a, V b) { return _mm512_max_pd(a, b); }
INLINE V min(V a, V b) { return _mm512_min_pd(a, b); }
INLINE V root(V a) { return _mm512_sqrt_pd(a); }
INLINE V fma(V a, V b, V c) { return _mm512_fmadd_pd(a, b, c); }
INLINE M less(V a, V b) { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ); }
INLINE M both(M a, M b) { return a & b; }
INLINE M either(M a, M b) { return a | b; }
INLINE V addWhere(M m, V a, V b) { return _mm512_mask_add_pd(a, m, a, b); }
INLINE V subtractWhere(M m, V a, V b) { return _mm512_mask_sub_pd(a, m, a, b); }
INLINE uint8_t bits(M m) { return m; }
INLINE M ofBits(uint8_t b) { return b; }
INLINE U words(uint64_t x) { return _mm512_set1_epi64((long long)x); }
INLINE U laneNumbers() { return _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0); }
INLINE U multiply32(U a, U b) { return _mm512_mul_epu32(a, b); }   // the low halves of each lane
INLINE U add(U a, U b) { return _mm512_add_epi64(a, b); }
INLINE U bitXor(U a, U b) { return _mm512_xor_si512(a, b); }
INLINE U bitAnd(U a, U b) { return _mm512_and_si512(a, b); }
INLINE U bitOr(U a, U b) { return _mm512_or_si512(a, b); }
template <int N> INLINE U shiftLeft(U a) { return _mm512_slli_epi64(a, N); }
template <int N> INLINE U shiftRight(U a) { return _mm512_srli_epi64(a, N); }
INLINE V asDouble(U a) { return _mm512_castsi512_pd(a); }
INLINE U asWords(V a) { return _mm512_castpd_si512(a); }
#else
using V = __m256d;
using U = __m256i;
using M = __m256d;
INLINE V set(double x) { return _mm256_set1_pd(x); }
INLINE V load(const double* p) { return _mm256_load_pd(p); }
INLINE void store(double* p, V v) { _mm256_store_pd(p, v); }
INLINE V max(V a, V b) { return _mm256_max_pd(a, b); }
INLINE V min(V a, V b) { return _mm256_min_pd(a, b); }
INLINE V root(V a) { return _mm256_sqrt_pd(a); }
INLINE V fma(V a, V b, V c) { return _mm256_fmadd_pd(a, b, c); }
INLINE M less(V a, V b) { return _mm256_cmp_pd(a, b, _CMP_LT_OQ); }
INLINE M both(M a, M b) { return _mm256_and_pd(a, b); }
INLINE M either(M a, M b) { return _mm256_or_pd(a, b); }
INLINE V addWhere(M m, V a, V b) { return a + _mm256_and_pd(m, b); }
INLINE V subtractWhere(M m, V a, V b) { return a - _mm256_and_pd(m, b); }
INLINE uint8_t bits(M m) { return (uint8_t)_mm256_movemask_pd(m); }
INLINE M ofBits(uint8_t b)
{
    const auto each = _mm256_set_epi64x(8, 4, 2, 1);
    return _mm256_castsi256_pd(_mm256_cmpeq_epi64(_mm256_and_si256(_mm256_set1_epi64x(b), each), each));
}
INLINE U words(uint64_t x) { return _mm256_set1_epi64x((long long)x); }
INLINE U laneNumbers() { return _mm256_set_epi64x(3, 2, 1, 0); }
INLINE U multiply32(U a, U b) { return _mm256_mul_epu32(a, b); }
INLINE U add(U a, U b) { return _mm256_add_epi64(a, b); }
INLINE U bitXor(U a, U b) { return _mm256_xor_si256(a, b); }
INLINE U bitAnd(U a, U b) { return _mm256_and_si256(a, b); }
INLINE U bitOr(U a, U b) { return _mm256_or_si256(a, b); }
template <int N> INLINE U shiftLeft(U a) { return _mm256_slli_epi64(a, N); }
template <int N> INLINE U shiftRight(U a) { return _mm256_srli_epi64(a, N); }
INLINE V asDouble(U a) { return _mm256_castsi256_pd(a); }
INLINE U asWords(V a) { return _mm256_castpd_si256(a); }
#endif

// ---- Groups: a few vectors that go in lockstep. One alone is a long chain in which every instruction waits for the one before,
// and the core does not look far enough ahead to find the next chain by itself. Four is best here, for both widths.

constexpr int G = LOCKSTEP, L = LANES, W = G * L;   // vectors in a group, trials in a vector, trials in a block

template <class T> struct Group { T v[G]; };
template <class T> constexpr bool isGroup = false;
template <class T> constexpr bool isGroup<Group<T>> = true;
template <class T> INLINE const T& pick(const T& x, int) { return x; }
template <class T> INLINE const T& pick(const Group<T>& x, int g) { return x.v[g]; }

template <class F, class... A> INLINE auto each(F f, const A&... a)
{
    Group<decltype(f(pick(a, 0)...))> r;
    for (int g = 0; g < G; g++)
    {
        r.v[g] = f(pick(a, g)...);
    }

    return r;
}

// What is defined for vectors is defined for groups, and for groups with vectors.
#define LIFT(name, call) \
    template <class... A> requires(isGroup<A> || ...) INLINE auto name(const A&... a) \
    { \
        return each([](const auto&... x) __attribute__((always_inline)) { return call; }, a...); \
    }
#define LIFT_OPERATOR(op) \
    template <class A, class B> requires(isGroup<A> || isGroup<B>) INLINE auto operator op(const A& a, const B& b) \
    { \
        return each([](const auto& x, const auto& y) __attribute__((always_inline)) { return x op y; }, a, b); \
    }
LIFT(max, max(x...)) LIFT(min, min(x...)) LIFT(root, root(x...)) LIFT(fma, fma(x...)) LIFT(less, less(x...)) LIFT(both, both(x...)) LIFT(either, either(x...))
LIFT(addWhere, addWhere(x...)) LIFT(subtractWhere, subtractWhere(x...)) LIFT(multiply32, multiply32(x...)) LIFT(add, add(x...))
LIFT(bitXor, bitXor(x...)) LIFT(bitAnd, bitAnd(x...)) LIFT(bitOr, bitOr(x...)) LIFT(asDouble, asDouble(x...)) LIFT(asWords, asWords(x...))
LIFT_OPERATOR(+) LIFT_OPERATOR(-) LIFT_OPERATOR(*) LIFT_OPERATOR(/)
template <int N> INLINE auto shiftLeft(const Group<U>& a) { return each([](const U& x) __attribute__((always_inline)) { return shiftLeft<N>(x); }, a); }
template <int N> INLINE auto shiftRight(const Group<U>& a) { return each([](const U& x) __attribute__((always_inline)) { return shiftRight<N>(x); }, a); }

INLINE Group<V> row(const double* p)
{
    Group<V> r;
    for (int g = 0; g < G; g++)
    {
        r.v[g] = load(p + g * L);
    }

    return r;
}

INLINE void store(double* p, const Group<V>& x)
{
    for (int g = 0; g < G; g++)
    {
        store(p + g * L, x.v[g]);
    }
}

INLINE Group<M> row(const uint8_t* p)
{
    Group<M> r;
    for (int g = 0; g < G; g++)
    {
        r.v[g] = ofBits(p[g]);
    }

    return r;
}

INLINE void store(uint8_t* p, const Group<M>& x)
{
    for (int g = 0; g < G; g++)
    {
        p[g] = bits(x.v[g]);
    }
}

template <class T> INLINE T clamp(const T& x, double low, double high) { return min(max(x, set(low)), set(high)); }

// ---- Functions: within a few units in the last place; --check shows it.

template <int N> INLINE Group<V> polynomial(const Group<V>& x, const double (&c)[N])
{
    auto sum = fma(x, set(c[N - 1]), set(c[N - 2]));
    for (int i = N - 3; i >= 0; i--)
    {
        sum = fma(sum, x, set(c[i]));
    }

    return sum;
}

#if LANES == 8
// Sixteen doubles in two registers, looked up by the low four bits of each lane.
struct Table
{
    V low, high;
    explicit Table(const double* p) : low(_mm512_loadu_pd(p)), high(_mm512_loadu_pd(p + 8)) {}
    Group<V> operator[](const Group<U>& index) const
    {
        return each([](const U& i, const V& l, const V& h) __attribute__((always_inline)) { return _mm512_permutex2var_pd(l, i, h); }, index, low, high);
    }
};

struct Tables
{
    alignas(64) double power[16], inverse[16], logarithm[16], cosine[16], sine[16];
    Tables()
    {
        for (int j = 0; j < 16; j++)
        {
            // The shift of the exponent that the index itself will bring is taken off.
            auto value = std::exp2(j / 16.0);
            uint64_t w;
            std::memcpy(&w, &value, 8);
            w -= (uint64_t)j << 48;
            std::memcpy(&power[j], &w, 8);
            // In the last cell the inverse is one half, so that the logarithm is exact where u is close to 1.
            inverse[j] = j == 15 ? 0.5 : 1 / (1 + (j + 0.5) / 16);
            logarithm[j] = (double)(2 * std::log((long double)inverse[j]));
            cosine[j] = (double)std::cos(2 * M_PIl * j / 16);
            sine[j] = (double)std::sin(2 * M_PIl * j / 16);
        }
    }
};
static const Tables tables;
#endif

/// e to the power x, |x| < 700.
INLINE Group<V> exponential(const Group<V>& x)
{
    const auto magic = set(6755399441055744.0);   // 1.5 * 2^52: adding it leaves the whole number in the low bits
#if LANES == 8
    static const double c[] = {0.5, 0.16666666665301144, 0.041666666664959766, 0.008333449724528355, 0.0013889034377693012};
    const auto t = fma(x, set(23.083120654223414), magic);
    const auto k = t - magic;
    const auto r = fma(k, set(-0x1.abc9e3b398024p-62), fma(k, set(-0x1.62e42fefa39efp-5), x));
    const auto sum = fma(r * r, polynomial(r, c), r);
    const auto scale = asDouble(add(asWords(Table(tables.power)[asWords(t)]), shiftLeft<48>(asWords(t))));
    return fma(scale, sum, scale);
#else
    static const double c[] = {0.5000000000000001, 0.16666666666666669, 0.04166666666662413, 0.008333333333330062, 0.0013888888917213717,
        0.00019841269863053618, 2.4801521295954376e-05, 2.7557268459997064e-06, 2.7620088445409746e-07, 2.510038549551032e-08};
    const auto t = fma(x, set(1.4426950408889634), magic);
    const auto k = t - magic;
    const auto r = fma(k, set(-0x1.abc9e3b398024p-56), fma(k, set(-0x1.62e42fefa39efp-1), x));
    const auto sum = fma(r * r, polynomial(r, c), r);
    return asDouble(add(asWords(fma(sum, set(1), set(1))), shiftLeft<52>(asWords(t))));
#endif
}

/// -2 log u for 0 < u < 1; not below 0.
INLINE Group<V> minusTwiceLog(const Group<V>& u)
{
#if LANES == 8
    static const double c[] = {-2.0, 0.9999999999999936, -0.6666666666666609, 0.5000000000874663, -0.4000000000795169, 0.3333330109510504,
        -0.28571399263224323, 0.25043999013488777, -0.22262222077039706};
    const auto exponent = each([](const V& x) __attribute__((always_inline)) { return _mm512_getexp_pd(x); }, u);
    const auto m = each([](const V& x) __attribute__((always_inline)) { return _mm512_getmant_pd(x, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_zero); }, u);
    const auto cell = shiftRight<48>(asWords(m));
    const auto r = fma(m, Table(tables.inverse)[cell], set(-1));
    return fma(r, polynomial(r, c), fma(exponent, set(-1.3862943611198906), Table(tables.logarithm)[cell]));
#else
    static const double c[] = {-4.0, -1.3333333333333532, -0.7999999999858753, -0.571428575251645, -0.44444393699145635, -0.36367285872644445,
        -0.3062445400621678, -0.2962571309703469};
    // The mantissa is brought between sqrt(1/2) and sqrt(2); a whole number below 2^52 is a double's low bits.
    const auto shifted = add(asWords(u), words(0x3FF0000000000000 - 0x3FE6A09E667F3BCD));
    const auto exponent = asDouble(bitOr(shiftRight<52>(shifted), words(0x4330000000000000))) - set(4503599627370496.0 + 1023);
    const auto m = asDouble(add(bitAnd(shifted, words(0x000FFFFFFFFFFFFF)), words(0x3FE6A09E667F3BCD)));
    const auto s = (m - set(1)) / (m + set(1));
    return fma(s, polynomial(s * s, c), exponent * set(-1.3862943611198906));
#endif
}

/// Cosine and sine of an angle that is uniform where the bits are: whole sectors from the low bits, the place in the sector from the high 52.
INLINE void direction(const Group<U>& random, Group<V>& cosine, Group<V>& sine)
{
    const auto f = asDouble(bitOr(shiftRight<12>(random), words(0x3FF0000000000000))) - set(1.5 - 0x1p-53);
    const auto z = f * f;
#if LANES == 8
    static const double cs[] = {0.39269908169872414, -0.01009318902353477, 7.782483030805464e-05, -2.857514779264285e-07, 6.114984947804156e-10};
    static const double cc[] = {1.0, -0.07710628438350145, 0.000990896514945282, -5.093619949324044e-06, 1.4011784166879418e-08};
    const auto s = f * polynomial(z, cs);
    const auto c = polynomial(z, cc);
    const auto sectorCosine = Table(tables.cosine)[random];
    const auto sectorSine = Table(tables.sine)[random];
    cosine = fma(sectorCosine, c, set(0) - sectorSine * s);
    sine = fma(sectorSine, c, sectorCosine * s);
#else
    static const double cs[] = {1.5707963267948966, -0.6459640975062443, 0.07969262624604301, -0.004681754132340976, 0.0001604411507421909,
        -3.59864335298231e-06, 5.633933781537854e-08};
    static const double cc[] = {1.0, -1.2337005501361513, 0.25366950789986475, -0.02086348073494657, 0.000919259950041661, -2.520013526428479e-05,
        4.6552961874867623e-07};
    // The sine of a quarter's place has both signs already: one bit turns the cosine round, one swaps the two.
    const auto s = f * polynomial(z, cs);
    const auto c = asDouble(bitXor(asWords(polynomial(z, cc)), shiftLeft<63>(random)));
    const auto swap = asDouble(shiftLeft<62>(random));
    const auto choose = [](const V& a, const V& b, const V& m) __attribute__((always_inline)) { return _mm256_blendv_pd(a, b, m); };
    cosine = each(choose, c, s, swap);
    sine = each(choose, s, c, swap);
#endif
}

// ---- Draws.

// Philox4x32-10 for one stream, counter (trial, 0, step, block). Every lane holds a word in its low half; what is in the high half is ignored until the end.
// The trial is the same for all steps and the step for all blocks, so a fifth of the multiplications is done once.
class Stream
{
    static constexpr uint64_t A = 0xD2511F53, B = 0xCD9E8D57;
    uint32_t key0[10], key1[10];
    Group<U> trialLow, trialHigh;     // after round 0
    Group<U> stepLow, stepHigh;       // after round 2
    uint32_t step1 = 0, step3 = 0;

public:
    Stream(uint32_t seed, uint32_t stream)
    {
        for (uint32_t i = 0; i < 10; i++)
        {
            key0[i] = seed + i * 0x9E3779B9;
            key1[i] = stream + i * 0xBB67AE85;
        }
    }

    void atTrial(uint32_t first)
    {
        for (int g = 0; g < G; g++)
        {
            trialLow.v[g] = multiply32(add(laneNumbers(), words(first + g * L)), words(A));
        }

        trialHigh = bitXor(shiftRight<32>(trialLow), words(key1[0]));
    }

    void atStep(uint32_t step)
    {
        const auto b = B * step;
        const auto a = A * (uint32_t)((uint32_t)(b >> 32) ^ key0[0]);
        step1 = (uint32_t)b;
        step3 = (uint32_t)a;
        stepLow = multiply32(bitXor(trialLow, words((uint32_t)(a >> 32) ^ key1[1])), words(B));
        stepHigh = bitXor(shiftRight<32>(stepLow), words(key0[2]));
    }

    /// The block's two 64-bit words.
    INLINE void draw(const Stream& s, uint32_t block, Group<U>& first, Group<U>& second)
    {
        const auto a = words(A), b = words(B), low = words(0xFFFFFFFF);
        const auto p1 = multiply32(bitXor(s.trialHigh, words(block)), b);
        const auto p2 = multiply32(bitXor(shiftRight<32>(p1), words(s.step1 ^ s.key0[1])), a);
        auto c0 = bitXor(s.stepHigh, p1);
        auto c1 = s.stepLow;
        auto c2 = bitXor(shiftRight<32>(p2), words(s.step3 ^ s.key1[2]));
        auto c3 = p2;
        for (int i = 3; i < 10; i++)
        {
            const auto pa = multiply32(c0, a), pb = multiply32(c2, b);
            c0 = bitXor(bitXor(shiftRight<32>(pb), c1), words(s.key0[i]));
            c2 = bitXor(bitXor(shiftRight<32>(pa), c3), words(s.key1[i]));
            c1 = pb;
            c3 = pa;
        }

        first = bitOr(shiftLeft<32>(c1), bitAnd(c0, low));
        second = bitOr(shiftLeft<32>(c3), bitAnd(c2, low));
    }
};

/// In (0, 1), an odd multiple of 2^-53.
INLINE Group<V> uniform(const Group<U>& random) { return asDouble(bitOr(shiftRight<12>(random), words(0x3FF0000000000000))) - set(1 - 0x1p-53); }

// ---- The model.

constexpr int Actors = 36, Steps = 40, Cells = Actors * W, Conditions = (Actors * G + 63) / 64 * 64;

struct Parameters
{
    double k0[Actors], k1[Actors], k2[Actors], w[Actors];
    Parameters()
    {
        for (int a = 0; a < Actors; a++)
        {
            k0[a] = 0.05 + 0.002 * (a % 11);
            k1[a] = -2 + 0.05 * (a % 13);
            k2[a] = 0.02 + 0.001 * (a % 9);
            w[a] = (1 + a % 6) / 315.0;
        }
    }
};

/// What W trials hold: numbers [actor, trial], conditions one bit for [actor, trial].
struct alignas(64) State
{
    double x0[Cells], x1[Cells], x2[Cells], x3[Cells], x4[Cells], x5[Cells];
    double g0[W], g1[W], n[W], m0[W], m1[W], m2[W];
    alignas(64) uint8_t is0[Conditions], is1[Conditions], is2[Conditions], is3[Conditions], is4[Conditions];
};

struct alignas(64) Scratch
{
    double draws[Cells], q[Cells];
    alignas(64) uint8_t fired[Conditions], wake[Conditions], calm[Conditions], act[Conditions], relent[Conditions], tire[Conditions], rest[Conditions];
};

/// A vector of trials of the pairs of one actor.
struct Row
{
    double* cells;
    V sum, x0, push, one;
    __attribute__((always_inline)) void step(int b, V other0, V other4)
    {
        const auto r = load(cells + b * W);
        sum = fma(r, one, sum);
        store(cells + b * W, clamp(set(0.98) * r + set(0.01) * (x0 - other0) * other4 + push, -1, 1));
    }
};

template <bool Pairs> class Model
{
    const Parameters parameters;
    State start, now;
    Scratch scratch;
    double* pairs = nullptr;          // [a, b, trial]
    std::vector<double> startOfPairs;
    Stream uniforms, normals;

public:
    explicit Model(uint32_t seed) : uniforms(seed, 2), normals(seed, 1)
    {
        std::memset(&start, 0, sizeof start);
        std::memset(&scratch, 0, sizeof scratch);
        std::memset(start.is0, 0xFF, sizeof start.is0);
        for (int i = 0; i < Cells; i++)
        {
            const int a = i / W;
            start.x0[i] = 0.2 + 0.04 * (a % 5);
            start.x1[i] = 1 + 0.1 * (a % 7);
            start.x2[i] = 0.05 * (a % 3);
            start.x3[i] = parameters.k2[a];
            start.x4[i] = 0.3 + 0.05 * (a % 4);
            start.x5[i] = 1;
        }

        for (int l = 0; l < W; l++)
        {
            start.g0[l] = 0.1;
            start.g1[l] = 0.5;
        }

        if (Pairs)
        {
            pairs = static_cast<double*>(std::aligned_alloc(4096, sizeof(double) * Actors * Cells));
            for (int a = 0; a < Actors; a++)
            {
                for (int b = 0; b < Actors; b++)
                {
                    startOfPairs.insert(startOfPairs.end(), W, a == b ? 0 : 0.01 * ((5 * a + 3 * b) % 21 - 10));
                }
            }
        }
    }

    /// Runs W trials from the first; y is [measure][trial of the block].
    void run(uint32_t first, double (*y)[W])
    {
        now = start;
        if (Pairs)
        {
            std::memcpy(pairs, startOfPairs.data(), sizeof(double) * startOfPairs.size());
        }

        uniforms.atTrial(first);
        normals.atTrial(first);
        for (uint32_t t = 0; t < Steps; t++)
        {
            uniforms.atStep(t);
            normals.atStep(t);
            drawUniforms();
            rules();
            aggregates();
            if (Pairs)
            {
                stepPairs();
            }

            drawNormals();
            stepActors();
            lifecycles();
        }

        measure(y);
    }

private:
    __attribute__((noinline)) void drawUniforms()
    {
        for (int k = 0; k < Actors / 2; k++)
        {
            Group<U> first, second;
            Stream::draw(uniforms, k, first, second);
            store(&scratch.draws[2 * k * W], uniform(first));
            store(&scratch.draws[(2 * k + 1) * W], uniform(second));
        }
    }

    __attribute__((noinline)) void drawNormals()
    {
        for (int k = 0; k < Actors / 2; k++)
        {
            Group<U> first, second;
            Stream::draw(normals, k, first, second);
            const auto radius = root(minusTwiceLog(uniform(first)));
            Group<V> cosine, sine;
            direction(second, cosine, sine);
            store(&scratch.draws[2 * k * W], radius * cosine);
            store(&scratch.draws[(2 * k + 1) * W], radius * sine);
        }
    }

    // Whether an event happens, judged by the state as the step begins, and what it does.
    __attribute__((noinline)) void rules()
    {
        auto n = row(now.n);
        for (int a = 0; a < Actors; a++)
        {
            const int i = a * W;
            const auto u = set(parameters.k1[a]) + set(1.5) * row(&now.x2[i]) + set(0.8) * row(&now.x0[i]) - row(&now.x4[i]);
            const auto p = set(0.25) / (set(1) + exponential(set(0) - u));
            const auto fired = less(row(&scratch.draws[i]), p);
            store(&scratch.fired[a * G], fired);
            store(&now.x3[i], max(subtractWhere(fired, row(&now.x3[i]), set(0.15)), set(-2)));
            store(&now.x4[i], min(addWhere(fired, row(&now.x4[i]), set(0.11)), set(1)));
            n = addWhere(fired, n, set(1));
        }

        store(now.n, n);
    }

    __attribute__((noinline)) void aggregates()
    {
        auto m0 = row(now.x0), m1 = set(parameters.w[0]) * row(now.x1), m2 = row(now.x2);
        for (int a = 1; a < Actors; a++)
        {
            m0 = m0 + row(&now.x0[a * W]);
            m1 = m1 + set(parameters.w[a]) * row(&now.x1[a * W]);
            m2 = max(m2, row(&now.x2[a * W]));
        }

        store(now.m0, m0 / set(Actors));
        store(now.m1, m1);
        store(now.m2, m2);
    }

    // Sums what the pairs of each actor hold and steps them, in one pass; two actors at once share what they read of the others.
    __attribute__((noinline)) void stepPairs()
    {
        // Adders and comparers are what this loop waits for; a product with 1 gives the same sum on a multiplier, if the compiler cannot see that it is 1.
        V one = set(1);
        asm("" : "+v"(one));
        for (int a = 0; a < Actors; a += 2)
        {
            for (int v = 0; v < G; v += 2)
            {
                Row rows[2][2];
                for (int k = 0; k < 2; k++)
                {
                    for (int j = 0; j < 2; j++)
                    {
                        const int l = (v + j) * L;
                        rows[k][j] = {pairs + (a + k) * Cells + l, set(0), load(&now.x0[(a + k) * W + l]), set(0.002) * load(&now.g0[l]), one};
                    }
                }

                for (int b = 0; b < Actors; b++)
                {
                    for (int j = 0; j < 2; j++)
                    {
                        const auto x0 = load(&now.x0[b * W + (v + j) * L]), x4 = load(&now.x4[b * W + (v + j) * L]);
                        rows[0][j].step(b, x0, x4);
                        rows[1][j].step(b, x0, x4);
                    }
                }

                for (int k = 0; k < 2; k++)
                {
                    for (int j = 0; j < 2; j++)
                    {
                        // Nobody is paired with himself: his cell, which no one reads, is zero as the sum is taken.
                        store(rows[k][j].cells + (a + k) * W, set(0));
                        store(&scratch.q[(a + k) * W + (v + j) * L], rows[k][j].sum);
                    }
                }
            }
        }
    }

    // All maps read what stood when the phase began: who is read is written last.
    __attribute__((noinline)) void stepActors()
    {
        const auto g0 = row(now.g0), g1 = row(now.g1);
        const auto push = set(0.03) * g0;
        for (int a = 0; a < Actors; a++)
        {
            const int i = a * W;
            const auto x0 = row(&now.x0[i]), x2 = row(&now.x2[i]);
            auto drift = set(0.3) * x0 * g0 - set(0.15) * x2;
            if (Pairs)
            {
                drift = drift + set(0.01) * row(&scratch.q[i]);
            }

            const auto next2 = clamp(x2 + drift + set(0.1) * row(&scratch.draws[i]), -2, 2);
            store(&now.x0[i], clamp(x0 + set(parameters.k0[a]) * (x2 - x0) + push - set(0.005) * row(&now.x4[i]), 0, 1));
            store(&now.x2[i], next2);
            store(&scratch.wake[a * G], less(set(0.3), next2));
            store(&scratch.calm[a * G], less(next2, set(0.1)));
            store(&scratch.relent[a * G], less(next2, set(0.2)));
            store(&scratch.rest[a * G], less(next2, set(0)));
        }

        for (int a = 0; a < Actors; a++)
        {
            const int i = a * W;
            const auto x1 = row(&now.x1[i]), x3 = row(&now.x3[i]), x4 = row(&now.x4[i]);
            const auto next4 = clamp(x4 + set(0.05) * (g1 - x4) - set(0.01), 0, 1);
            const auto next5 = clamp(subtractWhere(row(&now.is3[a * G]), set(0.97) * row(&now.x5[i]) + set(0.05) * x1, set(0.1)), 0, 10);
            store(&now.x1[i], clamp(x1 * (set(1) + set(0.004) * x3), 0.01, 10));
            store(&now.x3[i], set(0.9) * x3 + set(0.1 * parameters.k2[a]));
            store(&now.x4[i], next4);
            store(&now.x5[i], next5);
            store(&scratch.act[a * G], both(less(set(0.25), row(&now.x0[i])), less(set(0.3), next4)));
            store(&scratch.tire[a * G], either(less(next5, set(0.5)), less(next4, set(0.2))));
        }

        store(now.g0, clamp(set(0.9) * g0 + set(0.08) * (row(now.m0) - set(0.1)) + set(0.02) * row(now.m2), -2, 2));
        store(now.g1, set(0.95) * g1 + set(0.05) * row(now.m1));
    }

    // All machines at once, a bit each.
    __attribute__((noinline)) void lifecycles()
    {
        for (int i = 0; i < Conditions; i++)
        {
            const uint8_t wake = now.is0[i] & scratch.wake[i];
            const uint8_t alarm = now.is1[i] & scratch.fired[i];
            const uint8_t calm = now.is1[i] & ~scratch.fired[i] & scratch.calm[i];
            const uint8_t act = now.is2[i] & scratch.act[i];
            const uint8_t relent = now.is2[i] & ~scratch.act[i] & scratch.relent[i];
            const uint8_t tire = now.is3[i] & scratch.tire[i];
            const uint8_t rest = now.is4[i] & scratch.rest[i];
            now.is0[i] ^= wake | calm | rest;
            now.is1[i] ^= wake | alarm | calm | relent;
            now.is2[i] ^= alarm | act | relent;
            now.is3[i] ^= act | tire;
            now.is4[i] ^= tire | rest;
        }
    }

    void measure(double (*y)[W]) const
    {
        for (int l = 0; l < W; l++)
        {
            double x0 = 0, x1 = 0, x2 = 0, active = 0;
            for (int a = 0; a < Actors; a++)
            {
                x0 += now.x0[a * W + l];
                x1 += now.x1[a * W + l];
                x2 += now.x2[a * W + l];
                active += now.is3[a * G + l / L] >> (l % L) & 1;
            }

            y[0][l] = x1 / Actors;
            y[1][l] = x0 / Actors;
            y[2][l] = active;
            y[3][l] = now.n[l];
            y[4][l] = now.g0[l];
            y[5][l] = x2 / Actors;
        }
    }
};

// ---- Runs.

static double cpuSeconds()
{
    timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

template <bool Pairs> static int simulate(long trials, uint32_t seed)
{
    const double start = cpuSeconds();
    const auto model = std::make_unique<Model<Pairs>>(seed);
    double origin[6], sum[6] = {}, squares[6] = {}, y[6][W];
    for (long first = 0; first < trials; first += W)
    {
        model->run((uint32_t)first, y);
        const int count = trials - first < W ? (int)(trials - first) : W;
        for (int k = 0; k < 6; k++)
        {
            // Deviations from the first trial, so that the squares do not cancel.
            if (first == 0)
            {
                origin[k] = y[k][0];
            }

            for (int l = 0; l < count; l++)
            {
                const double d = y[k][l] - origin[k];
                sum[k] += d;
                squares[k] += d * d;
            }
        }
    }

    const double seconds = cpuSeconds() - start;
    std::printf("{\"trials\": %ld, \"seconds\": %.9f, \"measures\": {", trials, seconds);
    for (int k = 0; k < 6; k++)
    {
        const double mean = sum[k] / trials;
        std::printf("%s\"y%d\": [%.17g, %.17g]", k ? ", " : "", k, origin[k] + mean, std::sqrt((squares[k] - sum[k] * mean) / (trials > 1 ? trials - 1 : 1)));
    }

    std::printf("}}\n");
    return 0;
}

// The draw of counter (0, 0, 0, 0) under key (0, 0) is published with Philox (kat_vectors of Random123); the functions are compared with long doubles.
static int check()
{
    Stream zero(0, 0);
    zero.atTrial(0);
    zero.atStep(0);
    Group<U> first, second;
    Stream::draw(zero, 0, first, second);
    alignas(64) uint64_t low[W], high[W];
    std::memcpy(low, &first, sizeof first);
    std::memcpy(high, &second, sizeof second);
    std::printf("philox %08x %08x %08x %08x\n", (unsigned)low[0], (unsigned)(low[0] >> 32), (unsigned)high[0], (unsigned)(high[0] >> 32));
    bool good = (uint32_t)low[0] == 0x6627e8d5 && (uint32_t)(low[0] >> 32) == 0xe169c58d && (uint32_t)high[0] == 0xbc57ac4c && (uint32_t)(high[0] >> 32) == 0x9b00dbd8;

    Stream stream(12345, 678);
    double worstExp = 0, worstLog = 0, worstSine = 0;
    double moments[4] = {};
    long normals = 0;
    for (uint32_t t = 0; t < 30000; t++)
    {
        stream.atTrial(t * W);
        stream.atStep(t % 40);
        Stream::draw(stream, t % 18, first, second);
        alignas(64) double u[W], e[W], g[W], c[W], s[W];
        store(u, uniform(first));
        if (t % 3 == 0)
        {
            store(u, set(1) - uniform(first) * set(std::exp2(-(int)(t % 40))) * set(0.999));
        }

        store(e, exponential(set(20) * row(u) - set(10)));
        store(g, minusTwiceLog(row(u)));
        Group<V> cosine, sine;
        direction(second, cosine, sine);
        store(c, cosine);
        store(s, sine);
        for (int l = 0; l < W; l++)
        {
            const long double trueExp = std::exp((long double)(20 * u[l] - 10)), trueLog = -2 * std::log((long double)u[l]);
            worstExp = std::fmax(worstExp, std::fabs((double)((e[l] - trueExp) / trueExp)));
            worstLog = std::fmax(worstLog, std::fabs((double)((g[l] - trueLog) / std::fmax(1, (double)trueLog))));
            worstSine = std::fmax(worstSine, std::fabs(c[l] * c[l] + s[l] * s[l] - 1));
            if (t % 3 != 0)
            {
                for (const double z : {std::sqrt(g[l]) * c[l], std::sqrt(g[l]) * s[l]})
                {
                    normals++;
                    moments[0] += z;
                    moments[1] += z * z;
                    moments[2] += z * z * z;
                    moments[3] += z * z * z * z;
                }
            }
        }
    }

    const double m = std::sqrt(normals);
    const double scores[] = {moments[0] / m, (moments[1] - normals) / m / std::sqrt(2), moments[2] / m / std::sqrt(15), (moments[3] - 3.0 * normals) / m / std::sqrt(96)};
    std::printf("relative error of exp %.2g, of -2 log %.2g (absolute below 1); cos^2 + sin^2 - 1: %.2g; z of the normals' moments: %.2f %.2f %.2f %.2f\n",
        worstExp, worstLog, worstSine, scores[0], scores[1], scores[2], scores[3]);
    for (const double score : scores)
    {
        good = good && std::fabs(score) < 5;
    }

    good = good && worstExp < 6e-16 && worstLog < 6e-16 && worstSine < 1e-15;
    std::printf(good ? "good\n" : "BAD\n");
    return good ? 0 : 1;
}

int main(int count, char** words)
{
    if (count == 2 && std::strcmp(words[1], "--check") == 0)
    {
        return check();
    }

    if (count < 3)
    {
        std::fprintf(stderr, "reference TRIALS SEED [--pairs]\n");
        return 2;
    }

    const long trials = std::atol(words[1]);
    const auto seed = (uint32_t)std::strtoul(words[2], nullptr, 10);
    return count > 3 && std::strcmp(words[3], "--pairs") == 0 ? simulate<true>(trials, seed) : simulate<false>(trials, seed);
}
