#include "training_kernels.h"

#include "training_math.h"

#include <math.h>

EACH_PROCESSOR
void ck_train_rmsnorm_again(float *y, const float *inverse, const float *x, const float *w, int64_t rows, int64_t n) {
    for (int64_t row = 0; row < rows; row++)
        for (int64_t i = 0; i < n; i++) y[row * n + i] = x[row * n + i] * inverse[row] * w[i];
}

EACH_PROCESSOR
void ck_train_rmsnorm_forward(float *y, float *inverse, const float *x, const float *w, float epsilon, int64_t rows, int64_t n) {
    for (int64_t row = 0; row < rows; row++) {
        const float *in = x + row * n;
        float sums[LANES] = {0};
        int64_t i = 0;
        for (; i + LANES <= n; i += LANES)
            for (int l = 0; l < LANES; l++) sums[l] += in[i + l] * in[i + l];
        for (int l = 0; i < n; i++, l++) sums[l] += in[i] * in[i];
        inverse[row] = 1.0f / sqrtf(lane_sum(sums) / (float)n + epsilon);
        float *out = y + row * n;
        const float scale = inverse[row];
        for (i = 0; i < n; i++) out[i] = in[i] * scale * w[i];
    }
}

// y = x · s · w with s = (Σx²/n + ε)^−½, so dx = s · (w∘dy) − x · s³/n · Σ (w∘dy∘x).
EACH_PROCESSOR
void ck_train_rmsnorm_backward(float *dx, const float *dy, const float *x, const float *w, const float *inverse, int64_t rows,
                               int64_t n) {
    for (int64_t row = 0; row < rows; row++) {
        const float *in = x + row * n, *dout = dy + row * n;
        float sums[LANES] = {0};
        int64_t i = 0;
        for (; i + LANES <= n; i += LANES)
            for (int l = 0; l < LANES; l++) sums[l] += w[i + l] * dout[i + l] * in[i + l];
        for (int l = 0; i < n; i++, l++) sums[l] += w[i] * dout[i] * in[i];
        const float s = inverse[row], share = s * s * s / (float)n * lane_sum(sums);
        float *out = dx + row * n;
        for (i = 0; i < n; i++) out[i] += s * w[i] * dout[i] - share * in[i];
    }
}

EACH_PROCESSOR
void ck_train_swiglu_forward(float *h, const float *gate_up, int64_t rows, int64_t n) {
    for (int64_t row = 0; row < rows; row++) {
        const float *gate = gate_up + row * 2 * n, *up = gate + n;
        float *out = h + row * n;
        for (int64_t i = 0; i < n; i++) out[i] = gate[i] / (1.0f + fast_exp(-gate[i])) * up[i];
    }
}

// silu(g) = g σ(g), silu′(g) = σ(g) (1 + g (1 − σ(g))).
EACH_PROCESSOR
void ck_train_swiglu_backward(float *dgate_up, const float *dh, const float *gate_up, int64_t rows, int64_t n) {
    for (int64_t row = 0; row < rows; row++) {
        const float *gate = gate_up + row * 2 * n, *up = gate + n, *dout = dh + row * n;
        float *restrict dgate = dgate_up + row * 2 * n, *restrict dup = dgate + n;
        for (int64_t i = 0; i < n; i++) {
            const float sigmoid = 1.0f / (1.0f + fast_exp(-gate[i]));
            dgate[i] = dout[i] * up[i] * sigmoid * (1.0f + gate[i] * (1.0f - sigmoid));
            dup[i] = dout[i] * gate[i] * sigmoid;
        }
    }
}

EACH_PROCESSOR
void ck_train_rope(float *x, int64_t ld, const float *cosines, const float *sines, const int32_t *positions, float direction,
                   int64_t rows, int64_t heads, int64_t width) {
    const int64_t half = width / 2;
    for (int64_t row = 0; row < rows; row++) {
        const float *restrict c = cosines + positions[row] * half, *restrict s = sines + positions[row] * half;
        for (int64_t head = 0; head < heads; head++) {
            float *restrict low = x + row * ld + head * width, *restrict high = low + half;
            for (int64_t i = 0; i < half; i++) {
                const float a = low[i], b = high[i], sine = direction * s[i];
                low[i] = a * c[i] - b * sine;
                high[i] = b * c[i] + a * sine;
            }
        }
    }
}

EACH_PROCESSOR
void ck_train_add(float *restrict y, const float *restrict x, int64_t n) {
    for (int64_t i = 0; i < n; i++) y[i] += x[i];
}

EACH_PROCESSOR
void ck_train_scale(float *x, float factor, int64_t n) {
    for (int64_t i = 0; i < n; i++) x[i] *= factor;
}

/// 24 random bits for a position: MurmurHash3's finalizer, in 32 bits so that it vectorises.
ALWAYS_INLINE uint32_t position_bits(uint32_t position, uint32_t low, uint32_t high) {
    uint32_t h = (position ^ low) * 0x9E3779B1u;
    h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
    h = ((h ^ (h >> 13)) + high) * 0xC2B2AE35u;
    h ^= h >> 16;
    return h >> 8;
}

/// 1 / (1 − rate) where the number stays, else 0.
ALWAYS_INLINE float keep_factor(uint32_t position, uint32_t low, uint32_t high, uint32_t threshold, float factor) {
    return (int32_t)position_bits(position, low, high) >= (int32_t)threshold ? factor : 0.0f;
}

EACH_PROCESSOR
void ck_train_dropout(float *restrict y, const float *restrict x, uint64_t key, float rate, int64_t first_row, int64_t rows,
                      int64_t n) {
    const uint32_t low = (uint32_t)key, high = (uint32_t)(key >> 32), threshold = (uint32_t)(rate * 16777216.0f);
    const uint32_t start = (uint32_t)(first_row * n);
    const float factor = 1.0f / (1.0f - rate);
    for (int64_t i = 0; i < rows * n; i++) y[i] = x[i] * keep_factor(start + (uint32_t)i, low, high, threshold, factor);
}

EACH_PROCESSOR
void ck_train_dropout_backward(float *restrict dx, const float *restrict dy, uint64_t key, float rate, int64_t first_row,
                               int64_t rows, int64_t n) {
    const uint32_t low = (uint32_t)key, high = (uint32_t)(key >> 32), threshold = (uint32_t)(rate * 16777216.0f);
    const uint32_t start = (uint32_t)(first_row * n);
    const float factor = 1.0f / (1.0f - rate);
    for (int64_t i = 0; i < rows * n; i++) dx[i] += dy[i] * keep_factor(start + (uint32_t)i, low, high, threshold, factor);
}

EACH_PROCESSOR
void ck_train_noise(float *x, uint64_t key, float size, int64_t first, int64_t n) {
    const uint32_t low = (uint32_t)key, high = (uint32_t)(key >> 32), start = (uint32_t)first;
    for (int64_t i = 0; i < n; i++)
        x[i] += size * ((float)(int32_t)position_bits(start + (uint32_t)i, low, high) * 0x1p-23f - 1.0f);
}

EACH_PROCESSOR
void ck_train_subtract(float *y, const float *a, const float *b, int64_t n) {
    for (int64_t i = 0; i < n; i++) y[i] = a[i] - b[i];
}

EACH_PROCESSOR
void ck_train_scale_columns(float *restrict y, const float *restrict x, const float *restrict factors, int32_t accumulate,
                            int64_t rows, int64_t n) {
    for (int64_t row = 0; row < rows; row++)
        for (int64_t i = 0; i < n; i++) y[row * n + i] = (accumulate ? y[row * n + i] : 0.0f) + x[row * n + i] * factors[i];
}

EACH_PROCESSOR
void ck_train_column_products(float *sums, const float *a, const float *b, int64_t rows, int64_t ld, int64_t n) {
    for (int64_t from = 0; from < n; from += LANES) {
        const int64_t count = n - from < LANES ? n - from : LANES;
        double total[LANES] = {0};
        for (int64_t row = 0; row < rows; row++) {
            const float *p = a + row * ld + from, *q = b + row * ld + from;
            for (int64_t i = 0; i < count; i++) total[i] += (double)p[i] * (double)q[i];
        }
        for (int64_t i = 0; i < count; i++) sums[from + i] += (float)total[i];
    }
}

// |w + s·b·A|² = |w|² + s·b·(2·A·w + s·(A·Aᵀ)·b) for each row w with its row b of B.
EACH_PROCESSOR
void ck_train_row_norms(float *norms, const float *squares, const float *wa, const float *gram, const float *b, int64_t ldb,
                        int64_t step, float scale, int64_t rows, int64_t rank) {
    const double s = (double)scale;
    for (int64_t row = 0; row < rows; row++) {
        double sum = (double)squares[row];
        for (int64_t k = 0; k < rank; k++) {
            double inner = 2 * (double)wa[row * rank + k];
            for (int64_t l = 0; l < rank; l++) inner += s * (double)gram[k * rank + l] * (double)b[row * ldb + l * step];
            sum += s * (double)b[row * ldb + k * step] * inner;
        }
        norms[row] = (float)sqrt(sum > 0 ? sum : 0);
    }
}

EACH_PROCESSOR
void ck_train_cross_entropy(float *losses, float *logits, const int32_t *targets, float scale, int32_t gradient, int64_t rows,
                            int64_t vocabulary) {
    for (int64_t row = 0; row < rows; row++) {
        float *x = logits + row * vocabulary;
        const float target_logit = x[targets[row]];
        float tops[LANES];
        for (int l = 0; l < LANES; l++) tops[l] = -INFINITY;
        int64_t i = 0;
        for (; i + LANES <= vocabulary; i += LANES)
            for (int l = 0; l < LANES; l++) tops[l] = x[i + l] > tops[l] ? x[i + l] : tops[l];
        for (; i < vocabulary; i++) tops[0] = x[i] > tops[0] ? x[i] : tops[0];
        float top = tops[0];
        for (int l = 1; l < LANES; l++) top = tops[l] > top ? tops[l] : top;

        // Rows of 1,024 logits are summed in floats, their sums in doubles.
        double total = 0;
        for (int64_t from = 0; from < vocabulary; from += 1024) {
            const int64_t to = from + 1024 < vocabulary ? from + 1024 : vocabulary;
            float sums[LANES] = {0};
            for (i = from; i + LANES <= to; i += LANES) {
                for (int l = 0; l < LANES; l++) {
                    const float e = fast_exp(x[i + l] - top);
                    if (gradient) x[i + l] = e;
                    sums[l] += e;
                }
            }
            for (int l = 0; i < to; i++, l++) {
                const float e = fast_exp(x[i] - top);
                if (gradient) x[i] = e;
                sums[l] += e;
            }
            total += (double)lane_sum(sums);
        }
        // A NaN among the logits hides from the comparisons above, but not from the sum: the loss is NaN then.
        losses[row] = (float)(log(total) - (double)(target_logit - top));
        if (gradient) {
            const float share = (float)((double)scale / total);
            for (i = 0; i < vocabulary; i++) x[i] *= share;
            x[targets[row]] -= scale;
        }
    }
}

EACH_PROCESSOR
double ck_train_sum_of_squares(const float *x, int64_t n) {
    double sums[8] = {0};
    int64_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (int l = 0; l < 8; l++) sums[l] += (double)x[i + l] * (double)x[i + l];
    for (int l = 0; i < n; i++, l++) sums[l] += (double)x[i] * (double)x[i];
    return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

EACH_PROCESSOR
void ck_train_adamw(float *parameter, float *m, float *v, const float *gradient, ck_train_adamw_step step, int64_t n) {
    const float keep = (float)(1.0 - step.rate * step.decay), beta1 = (float)step.beta1, beta2 = (float)step.beta2;
    const float rest1 = (float)(1.0 - step.beta1), rest2 = (float)(1.0 - step.beta2);
    const float size = (float)(step.rate / step.correction1), root = (float)(1.0 / sqrt(step.correction2));
    const float epsilon = (float)step.epsilon;
    for (int64_t i = 0; i < n; i++) {
        const float g = gradient[i] * step.scale;
        m[i] = beta1 * m[i] + rest1 * g;
        v[i] = beta2 * v[i] + rest2 * (g * g);
        parameter[i] = parameter[i] * keep - size * (m[i] / (sqrtf(v[i]) * root + epsilon));
    }
}
