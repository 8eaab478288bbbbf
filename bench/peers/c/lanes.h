/* Operations on lanes: eight numbers of AVX-512, or four of AVX2, one for each member that is computed side by side. */

#pragma once

#include <immintrin.h>

#if defined(__AVX512F__)
#define LANES 8
typedef __m512d lane;
typedef __mmask8 truth;
#define all(x) _mm512_set1_pd(x)
#define load(p) _mm512_loadu_pd(p)
#define store(p, x) _mm512_storeu_pd(p, x)
#define least(a, b) _mm512_min_pd(a, b)
#define most(a, b) _mm512_max_pd(a, b)
#define less(a, b) _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ)
#define choose(m, a, b) _mm512_mask_blend_pd(m, b, a)
#define whole(x) _mm512_roundscale_pd(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)
#define times_power_of_two(x, n) _mm512_scalef_pd(x, n)
#define exponent(x) _mm512_getexp_pd(x)
#define mantissa(x) _mm512_getmant_pd(x, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_zero)

/* Points up to 16: two registers each for where a segment begins, its value there and its slope. */
typedef struct { double x[16], y[16], slope[16], first, last; int count; } Table;
static inline __attribute__((always_inline)) lane look_up(const Table *t, lane x) {
    x = most(least(x, all(t->last)), all(t->first));
    __m512i at = _mm512_setzero_si512();
    for (int i = 1; i < t->count; i++)
        at = _mm512_mask_add_epi64(at, _mm512_cmp_pd_mask(all(t->x[i]), x, _CMP_LE_OQ), at, _mm512_set1_epi64(1));
#define entry(row) _mm512_permutex2var_pd(load(t->row), at, load(t->row + 8))
    return entry(y) + (x - entry(x)) * entry(slope);
}
#else
#define LANES 4
typedef __m256d lane;
typedef __m256d truth;
#define all(x) _mm256_set1_pd(x)
#define load(p) _mm256_loadu_pd(p)
#define store(p, x) _mm256_storeu_pd(p, x)
#define least(a, b) _mm256_min_pd(a, b)
#define most(a, b) _mm256_max_pd(a, b)
#define less(a, b) _mm256_cmp_pd(a, b, _CMP_LT_OQ)
#define choose(m, a, b) _mm256_blendv_pd(b, a, m)
#define whole(x) _mm256_round_pd(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)

static inline lane power_of_two(lane n) {
    __m256i bits = _mm256_castpd_si256(n + all(6755399441055744.0 + 1023));
    return _mm256_castsi256_pd(_mm256_slli_epi64(bits, 52));
}
#define times_power_of_two(x, n) ((x) * power_of_two(n))
static inline lane exponent(lane x) {
    __m256i bits = _mm256_srli_epi64(_mm256_castpd_si256(x), 52);
    __m256i magic = _mm256_castpd_si256(all(4503599627370496.0));
    return _mm256_castsi256_pd(_mm256_or_si256(bits, magic)) - all(4503599627370496.0 + 1023);
}
static inline lane mantissa(lane x) {
    __m256i bits = _mm256_and_si256(_mm256_castpd_si256(x), _mm256_set1_epi64x(0xFFFFFFFFFFFFF));
    return _mm256_castsi256_pd(_mm256_or_si256(bits, _mm256_castpd_si256(all(1.0))));
}

typedef struct { double x[16], y[16], slope[16], first, last; int count; } Table;
static inline __attribute__((always_inline)) lane look_up(const Table *t, lane x) {
    x = most(least(x, all(t->last)), all(t->first));
    lane from = all(t->x[0]), y = all(t->y[0]), slope = all(t->slope[0]);
    for (int i = 1; i < t->count; i++) {
        truth reached = _mm256_cmp_pd(all(t->x[i]), x, _CMP_LE_OQ);
        from = choose(reached, all(t->x[i]), from);
        y = choose(reached, all(t->y[i]), y);
        slope = choose(reached, all(t->slope[i]), slope);
    }
    return y + (x - from) * slope;
}
#endif

/* Taylor's polynomial after Cody and Waite's reduction by multiples of ln 2. */
static inline __attribute__((always_inline)) lane exponential(lane x) {
    lane n = whole(x * all(1.4426950408889634074));
    lane r = x - n * all(6.93145751953125e-1) - n * all(1.42860682030941723212e-6);
    lane p = all(1.0 / 6227020800.0);
    const double factorials[] = {479001600.0, 39916800.0, 3628800.0, 362880.0, 40320.0, 5040.0,
                                 720.0, 120.0, 24.0, 6.0, 2.0, 1.0, 1.0};
    for (int i = 0; i < 13; i++) p = p * r + all(1.0 / factorials[i]);
    return times_power_of_two(p, n);
}

/* ln x = n ln 2 + 2 artanh((m - 1) / (m + 1)), with m between sqrt(1/2) and sqrt(2). */
static inline __attribute__((always_inline)) lane logarithm(lane x) {
    lane n = exponent(x), m = mantissa(x);
    truth high = less(all(1.41421356237309504880), m);
    m = choose(high, m * all(0.5), m);
    n = choose(high, n + all(1.0), n);
    lane s = (m - all(1.0)) / (m + all(1.0)), z = s * s, p = all(1.0 / 21.0);
    for (int i = 19; i >= 1; i -= 2) p = p * z + all(1.0 / i);
    return n * all(0.693147180559945309417) + all(2.0) * s * p;
}

/* A lane of numbers that are `apart` from each other in memory. */
static inline lane gather(const double *from, int apart) {
    double values[LANES];
    for (int i = 0; i < LANES; i++) values[i] = from[i * apart];
    return load(values);
}
static inline void scatter(double *to, int apart, lane x) {
    double values[LANES];
    store(values, x);
    for (int i = 0; i < LANES; i++) to[i * apart] = values[i];
}
