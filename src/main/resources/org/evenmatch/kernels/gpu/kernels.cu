// What training steps need besides cuBLAS and cuDNN. Compiled at the first start, for the GPU at
// hand. Arrays are float32 and row-major; images are [batch, channels, height, width].
// No kernel adds with atomics: the same step gives the same bits.

// Of values: fewer than 2^31, so that indices are divided in 32 bits, which is several times faster.
typedef int Count;

#define INFINITE __int_as_float(0x7f800000)
#define EACH(i, count) \
  Count i = blockIdx.x * blockDim.x + threadIdx.x; i < (count); i += gridDim.x * blockDim.x

enum Activation { IDENTITY, RELU, LEAKY_RELU, ELU, TANH, SIGMOID, GELU };

__device__ inline float sigmoid(float x) { return 1.0f / (1.0f + expf(-x)); }

__device__ inline float activate(float x, int kind) {
  switch (kind) {
    case RELU: return x < 0 ? 0 : x;  // What is not a number stays visible.
    case LEAKY_RELU: return x > 0 ? x : 0.01f * x;
    case ELU: return x > 0 ? x : expm1f(x);
    case TANH: return tanhf(x);
    case SIGMOID: return sigmoid(x);
    case GELU: return x * sigmoid(1.702f * x);
    default: return x;
  }
}

// The slope, from the output; for GELU from the input.
__device__ inline float slope(float known, int kind) {
  switch (kind) {
    case RELU: return known > 0 ? 1 : 0;
    case LEAKY_RELU: return known > 0 ? 1 : 0.01f;
    case ELU: return known > 0 ? 1 : known + 1;
    case TANH: return 1 - known * known;
    case SIGMOID: return known * (1 - known);
    case GELU: {
      float s = sigmoid(1.702f * known);
      return s + 1.702f * known * s * (1 - s);
    }
    default: return 1;
  }
}

// Bytes [batch, channels, plane] become what each stands for in its channel, tables[channels, 256].
extern "C" __global__ void normalize(
    const unsigned char* pixels, const float* tables, float* features, int channels, int plane,
    Count count) {
  for (EACH(i, count)) features[i] = tables[(i / plane) % channels * 256 + pixels[i]];
}

// values[batch, channels, plane] = activation(values + bias[channel]), in place.
extern "C" __global__ void add_bias(
    float* values, const float* bias, int channels, int plane, int kind, Count count) {
  for (EACH(i, count)) {
    values[i] = activate(values[i] + bias[(i / plane) % channels], kind);
  }
}

extern "C" __global__ void activation(const float* from, float* to, int kind, Count count) {
  for (EACH(i, count)) to[i] = activate(from[i], kind);
}

// The gradient by the output becomes the one by the input, in place.
extern "C" __global__ void activation_gradient(
    const float* known, float* gradient, int kind, Count count) {
  for (EACH(i, count)) gradient[i] *= slope(known[i], kind);
}

__device__ inline float block_sum(float value) {
  __shared__ float parts[32];
  for (int offset = 16; offset > 0; offset /= 2) value += __shfl_down_sync(~0u, value, offset);
  int lane = threadIdx.x % 32;
  if (lane == 0) parts[threadIdx.x / 32] = value;
  __syncthreads();
  value = threadIdx.x < blockDim.x / 32 ? parts[lane] : 0;
  if (threadIdx.x < 32) {
    for (int offset = 16; offset > 0; offset /= 2) value += __shfl_down_sync(~0u, value, offset);
  }
  __syncthreads();
  return value;
}

// The part of [batch, channels, plane] that a block sums up: blocks lie over channels × parts.
struct Part {
  int channel, from, to;

  __device__ Part(int batch, int plane) {
    channel = blockIdx.x;
    int each = (batch * plane + gridDim.y - 1) / gridDim.y;
    from = blockIdx.y * each;
    to = min(batch * plane, from + each);
  }

  // Where value i of the channel lies.
  __device__ int at(int i, int channels, int plane) const {
    int image = i / plane;
    return (image * channels + channel) * plane + i - image * plane;
  }

  __device__ int index() const { return channel * gridDim.y + blockIdx.y; }
};

// sums[channels, parts] of gradient[batch, channels, plane].
extern "C" __global__ void channel_parts(
    const float* gradient, float* sums, int batch, int channels, int plane) {
  Part part(batch, plane);
  float sum = 0;
  for (int i = part.from + threadIdx.x; i < part.to; i += blockDim.x) {
    sum += gradient[part.at(i, channels, plane)];
  }
  sum = block_sum(sum);
  if (threadIdx.x == 0) sums[part.index()] = sum;
}

// sums[channel] of parts[channels, count].
extern "C" __global__ void add_parts(const float* parts, float* sums, int count, int channels) {
  for (EACH(i, channels)) {
    double sum = 0;
    for (int j = 0; j < count; j++) sum += parts[i * count + j];
    sums[i] = (float)sum;
  }
}

// Sums of the values, and of their squares, less the channel's first: [channels, parts] each.
extern "C" __global__ void moment_parts(
    const float* values, float* sums, float* squares, int batch, int channels, int plane) {
  Part part(batch, plane);
  float first = values[part.channel * plane];
  float sum = 0;
  float square = 0;
  for (int i = part.from + threadIdx.x; i < part.to; i += blockDim.x) {
    float value = values[part.at(i, channels, plane)] - first;
    sum += value;
    square += value * value;
  }
  sum = block_sum(sum);
  square = block_sum(square);
  if (threadIdx.x == 0) {
    sums[part.index()] = sum;
    squares[part.index()] = square;
  }
}

// Mean and 1 ÷ √(variance + epsilon) of each channel; running statistics follow them.
extern "C" __global__ void moments(
    const float* values, const float* sums, const float* squares, int parts, float* mean,
    float* inverse_deviation, float* running_mean, float* running_variance, float decay,
    float epsilon, int observed, int plane, int channels) {
  for (EACH(i, channels)) {
    double sum = 0;
    double square = 0;
    for (int j = 0; j < parts; j++) {
      sum += sums[i * parts + j];
      square += squares[i * parts + j];
    }
    sum /= observed;
    double variance = max(0.0, square / observed - sum * sum);
    double found = values[i * plane] + sum;
    mean[i] = (float)found;
    inverse_deviation[i] = (float)(1 / sqrt(variance + epsilon));
    running_mean[i] = decay * running_mean[i] + (1 - decay) * (float)found;
    running_variance[i] = decay * running_variance[i] + (1 - decay) * (float)variance;
  }
}

extern "C" __global__ void inverse_deviations(
    const float* variance, float* inverse_deviation, float epsilon, int channels) {
  for (EACH(i, channels)) inverse_deviation[i] = 1 / sqrtf(variance[i] + epsilon);
}

// Batch normalisation and what follows it.
extern "C" __global__ void normalized(
    const float* from, float* to, const float* mean, const float* inverse_deviation,
    const float* scale, const float* shift, int channels, int plane, int kind, Count count) {
  for (EACH(i, count)) {
    int channel = i / plane % channels;
    float value = (from[i] - mean[channel]) * inverse_deviation[channel];
    to[i] = activate(value * scale[channel] + shift[channel], kind);
  }
}

// Sums of the gradient by what is normalised, scaled and shifted, and of its products with what is
// normalised: [channels, parts] each.
extern "C" __global__ void normalized_parts(
    const float* from, const float* to, const float* gradient, const float* mean,
    const float* inverse_deviation, float* sums, float* products, int batch, int channels,
    int plane, int kind) {
  Part part(batch, plane);
  float center = mean[part.channel];
  float factor = inverse_deviation[part.channel];
  float sum = 0;
  float product = 0;
  for (int i = part.from + threadIdx.x; i < part.to; i += blockDim.x) {
    int at = part.at(i, channels, plane);
    float own = gradient[at] * slope(to[at], kind);
    sum += own;
    product += own * (from[at] - center) * factor;
  }
  sum = block_sum(sum);
  product = block_sum(product);
  if (threadIdx.x == 0) {
    sums[part.index()] = sum;
    products[part.index()] = product;
  }
}

// The gradient by what goes into batch normalisation.
extern "C" __global__ void normalized_gradient(
    const float* from, const float* to, const float* gradient, const float* mean,
    const float* inverse_deviation, const float* scale, const float* by_shift,
    const float* by_scale, float* by_input, float observed, int channels, int plane, int kind,
    Count count) {
  for (EACH(i, count)) {
    int channel = i / plane % channels;
    float factor = inverse_deviation[channel];
    float value = (from[i] - mean[channel]) * factor;
    float own = gradient[i] * slope(to[i], kind);
    by_input[i] = scale[channel] * factor
        * (own - (by_shift[channel] + value * by_scale[channel]) / observed);
  }
}

// sums[column] of gradient[rows, columns]; blocks of 32 columns × 16 rows at a time.
extern "C" __global__ void column_sums(const float* gradient, float* sums, int rows, int columns) {
  __shared__ float parts[16][33];
  int column = blockIdx.x * 32 + threadIdx.x % 32;
  int row = threadIdx.x / 32;
  float sum = 0;
  if (column < columns) {
    for (int i = row; i < rows; i += 16) sum += gradient[(Count)i * columns + column];
  }
  parts[row][threadIdx.x % 32] = sum;
  __syncthreads();
  if (row == 0 && column < columns) {
    for (int i = 1; i < 16; i++) sum += parts[i][threadIdx.x % 32];
    sums[column] = sum;
  }
}

struct Window {
  int height, width, kernelHeight, kernelWidth, strideHeight, strideWidth, padTop, padLeft,
      outputHeight, outputWidth;
};

// The largest of each window, and where in the image it is.
extern "C" __global__ void max_pool(
    const float* from, float* to, int* where, Window w, Count count) {
  for (EACH(i, count)) {
    int x = i % w.outputWidth;
    int y = (i / w.outputWidth) % w.outputHeight;
    const float* image = from + i / (w.outputWidth * (Count)w.outputHeight) * w.height * w.width;
    float largest = -INFINITE;
    int at = -1;
    for (int row = 0; row < w.kernelHeight; row++) {
      for (int column = 0; column < w.kernelWidth; column++) {
        int r = y * w.strideHeight - w.padTop + row;
        int c = x * w.strideWidth - w.padLeft + column;
        if (r >= 0 && r < w.height && c >= 0 && c < w.width) {
          float value = image[r * w.width + c];
          if (at < 0 || value > largest || value != value) {
            largest = value;
            at = r * w.width + c;
          }
        }
      }
    }
    to[i] = largest;
    where[i] = at;
  }
}

// Every value of the image adds up the windows that it is in.
extern "C" __global__ void max_pool_gradient(
    const float* by_output, const int* where, float* by_input, Window w, Count count) {
  for (EACH(i, count)) {
    int c = i % w.width;
    int r = (i / w.width) % w.height;
    Count first = i / (w.width * (Count)w.height) * w.outputHeight * w.outputWidth;
    int fromY = max(0, (r + w.padTop - w.kernelHeight + w.strideHeight) / w.strideHeight);
    int fromX = max(0, (c + w.padLeft - w.kernelWidth + w.strideWidth) / w.strideWidth);
    int toY = min(w.outputHeight - 1, (r + w.padTop) / w.strideHeight);
    int toX = min(w.outputWidth - 1, (c + w.padLeft) / w.strideWidth);
    float sum = 0;
    for (int y = fromY; y <= toY; y++) {
      for (int x = fromX; x <= toX; x++) {
        Count window = first + y * w.outputWidth + x;
        if (where[window] == r * w.width + c) sum += by_output[window];
      }
    }
    by_input[i] = sum;
  }
}

__device__ inline int inside(int at, int pad, int stride, int kernel, int length) {
  int from = at * stride - pad;
  return min(from + kernel, length) - max(from, 0);
}

// The mean of what of each window lies in the image.
extern "C" __global__ void mean_pool(const float* from, float* to, Window w, Count count) {
  for (EACH(i, count)) {
    int x = i % w.outputWidth;
    int y = (i / w.outputWidth) % w.outputHeight;
    const float* image = from + i / (w.outputWidth * (Count)w.outputHeight) * w.height * w.width;
    float sum = 0;
    for (int row = 0; row < w.kernelHeight; row++) {
      for (int column = 0; column < w.kernelWidth; column++) {
        int r = y * w.strideHeight - w.padTop + row;
        int c = x * w.strideWidth - w.padLeft + column;
        if (r >= 0 && r < w.height && c >= 0 && c < w.width) sum += image[r * w.width + c];
      }
    }
    to[i] = sum / (inside(y, w.padTop, w.strideHeight, w.kernelHeight, w.height)
                   * inside(x, w.padLeft, w.strideWidth, w.kernelWidth, w.width));
  }
}

extern "C" __global__ void mean_pool_gradient(
    const float* by_output, float* by_input, Window w, Count count) {
  for (EACH(i, count)) {
    int c = i % w.width;
    int r = (i / w.width) % w.height;
    Count first = i / (w.width * (Count)w.height) * w.outputHeight * w.outputWidth;
    int fromY = max(0, (r + w.padTop - w.kernelHeight + w.strideHeight) / w.strideHeight);
    int fromX = max(0, (c + w.padLeft - w.kernelWidth + w.strideWidth) / w.strideWidth);
    int toY = min(w.outputHeight - 1, (r + w.padTop) / w.strideHeight);
    int toX = min(w.outputWidth - 1, (c + w.padLeft) / w.strideWidth);
    float sum = 0;
    for (int y = fromY; y <= toY; y++) {
      for (int x = fromX; x <= toX; x++) {
        sum += by_output[first + y * w.outputWidth + x]
            / (inside(y, w.padTop, w.strideHeight, w.kernelHeight, w.height)
               * inside(x, w.padLeft, w.strideWidth, w.kernelWidth, w.width));
      }
    }
    by_input[i] = sum;
  }
}

// Zeros around each image, for padding that is not the same on opposite sides.
extern "C" __global__ void pad(
    const float* from, float* to, int height, int width, int top, int left, int toHeight,
    int toWidth, Count count) {
  for (EACH(i, count)) {
    int c = (int)(i % toWidth) - left;
    int r = (int)((i / toWidth) % toHeight) - top;
    Count image = i / (toWidth * (Count)toHeight);
    bool within = r >= 0 && r < height && c >= 0 && c < width;
    to[i] = within ? from[(image * height + r) * width + c] : 0;
  }
}

// What pad put inside.
extern "C" __global__ void crop(
    const float* from, float* to, int height, int width, int top, int left, int fromHeight,
    int fromWidth, Count count) {
  for (EACH(i, count)) {
    int c = i % width;
    int r = (i / width) % height;
    Count image = i / (width * (Count)height);
    to[i] = from[(image * fromHeight + r + top) * fromWidth + c + left];
  }
}

// What each window sees: [places, batch, channels × positions]. Deeplearning4j's locally connected
// layer has the window at row p % rows and column p / rows for place p.
extern "C" __global__ void patches(
    const float* from, float* to, Window w, int batch, int channels, Count count) {
  int positions = w.kernelHeight * w.kernelWidth;
  int fanIn = channels * positions;
  for (EACH(i, count)) {
    int k = i % fanIn;
    int image = (i / fanIn) % batch;
    int place = i / ((Count)fanIn * batch);
    int channel = k / positions;
    int r = place % w.outputHeight * w.strideHeight - w.padTop + k % positions / w.kernelWidth;
    int c = place / w.outputHeight * w.strideWidth - w.padLeft + k % w.kernelWidth;
    bool within = r >= 0 && r < w.height && c >= 0 && c < w.width;
    to[i] = within ? from[(((Count)image * channels + channel) * w.height + r) * w.width + c] : 0;
  }
}

// The gradient by the image, from the one by what each window sees.
extern "C" __global__ void patches_gradient(
    const float* by_patches, float* by_image, Window w, int batch, int channels, Count count) {
  int positions = w.kernelHeight * w.kernelWidth;
  Count fanIn = channels * positions;
  for (EACH(i, count)) {
    int c = i % w.width;
    int r = (i / w.width) % w.height;
    int channel = i / (w.width * w.height) % channels;
    Count image = i / ((Count)w.width * w.height * channels);
    float sum = 0;
    for (int row = 0; row < w.kernelHeight; row++) {
      int y = r + w.padTop - row;
      if (y < 0 || y % w.strideHeight != 0 || y / w.strideHeight >= w.outputHeight) continue;
      for (int column = 0; column < w.kernelWidth; column++) {
        int x = c + w.padLeft - column;
        if (x < 0 || x % w.strideWidth != 0 || x / w.strideWidth >= w.outputWidth) continue;
        Count place = x / w.strideWidth * (Count)w.outputHeight + y / w.strideHeight;
        sum += by_patches[(place * batch + image) * fanIn + channel * positions
                          + row * w.kernelWidth + column];
      }
    }
    by_image[i] = sum;
  }
}

// [places, rows] to [rows, places], or back with the numbers exchanged.
extern "C" __global__ void transpose(const float* from, float* to, int places, int rows) {
  __shared__ float tile[32][33];
  int column = blockIdx.x * 32 + threadIdx.x % 32;
  for (int j = threadIdx.x / 32; j < 32; j += 8) {
    int row = blockIdx.y * 32 + j;
    if (row < places && column < rows) tile[j][threadIdx.x % 32] = from[(Count)row * rows + column];
  }
  __syncthreads();
  column = blockIdx.y * 32 + threadIdx.x % 32;
  for (int j = threadIdx.x / 32; j < 32; j += 8) {
    int row = blockIdx.x * 32 + j;
    if (row < rows && column < places) to[(Count)row * places + column] = tile[threadIdx.x % 32][j];
  }
}

__device__ inline unsigned mixed(unsigned long long x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccdULL;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53ULL;
  return (unsigned)(x >> 32);
}

// Kept with a probability and then divided by it; the seed says of each value which. (MurmurHash3's
// finalizer of a Weyl sequence, as in Steele, Lea and Flood, 2014.)
extern "C" __global__ void dropout(
    const float* from, float* to, const unsigned long long* seed, float keep, Count count) {
  unsigned long long start = *seed;
  for (EACH(i, count)) {
    unsigned drawn = mixed(start + (i + 1) * 0x9e3779b97f4a7c15ULL);
    to[i] = drawn < keep * 4294967296.0 ? from[i] / keep : 0;
  }
}

// A thread an example: loss, and its gradient by the logits, divided by the batch.
extern "C" __global__ void softmax_loss(
    const float* logits, const float* labels, float* gradient, float* losses, int batch,
    int classes) {
  for (EACH(row, batch)) {
    const float* logit = logits + row * classes;
    float largest = -INFINITE;
    for (int i = 0; i < classes; i++) largest = fmaxf(largest, logit[i]);
    float sum = 0;
    for (int i = 0; i < classes; i++) sum += expf(logit[i] - largest);
    float loss = 0;
    for (int i = 0; i < classes; i++) {
      float probability = expf(logit[i] - largest) / sum;
      float label = labels[row * classes + i];
      // What is not a number must stay visible in the loss.
      if (label != 0) loss -= label * logf(probability < 1e-10f ? 1e-10f : probability);
      gradient[row * classes + i] = (probability - label) / batch;
    }
    losses[row] = loss;
  }
}

// Adds the mean of the losses to a sum of many steps. One block.
extern "C" __global__ void add_mean(const float* losses, double* sum, int batch) {
  float part = 0;
  for (int i = threadIdx.x; i < batch; i += blockDim.x) part += losses[i];
  part = block_sum(part);
  if (threadIdx.x == 0) *sum += (double)part / batch;
}

// Sums of squares: parts[gridDim.x].
extern "C" __global__ void square_parts(const float* values, float* parts, int count) {
  float sum = 0;
  for (EACH(i, count)) sum += values[i] * values[i];
  sum = block_sum(sum);
  if (threadIdx.x == 0) parts[blockIdx.x] = sum;
}

// Values whose norm is larger than most are scaled down to it.
extern "C" __global__ void clip(
    float* values, const float* squares, int parts, float most, Count count) {
  double sum = 0;
  for (int j = 0; j < parts; j++) sum += squares[j];
  double norm = sqrt(sum);
  if (!(norm > most)) return;
  float factor = (float)(most / norm);
  for (EACH(i, count)) values[i] *= factor;
}

// Weights shrink by a part of the learning rate.
extern "C" __global__ void decay(float* parameters, const float* step, Count count) {
  float kept = 1 - *step;
  for (EACH(i, count)) parameters[i] *= kept;
}

// A mean of parameters over the steps.
extern "C" __global__ void average(float* mean, const float* values, float kept, Count count) {
  for (EACH(i, count)) mean[i] = kept * mean[i] + (1 - kept) * values[i];
}

extern "C" __global__ void sgd(
    float* parameters, const float* gradient, const float* step, Count count) {
  float s = *step;
  for (EACH(i, count)) parameters[i] -= s * gradient[i];
}

// Nesterov momentum in Deeplearning4j's form.
extern "C" __global__ void nesterovs(
    float* parameters, const float* gradient, float* velocity, const float* step, float momentum,
    Count count) {
  float s = *step;
  for (EACH(i, count)) {
    float before = velocity[i];
    float after = momentum * before - s * gradient[i];
    velocity[i] = after;
    parameters[i] += (1 + momentum) * after - momentum * before;
  }
}

// Adam; the step size holds both bias corrections.
extern "C" __global__ void adam(
    float* parameters, const float* gradient, float* m, float* v, const float* step, float beta1,
    float beta2, float epsilon, Count count) {
  float s = *step;
  for (EACH(i, count)) {
    float g = gradient[i];
    float mean = beta1 * m[i] + (1 - beta1) * g;
    float square = beta2 * v[i] + (1 - beta2) * g * g;
    m[i] = mean;
    v[i] = square;
    parameters[i] -= s * mean / (sqrtf(square) + epsilon);
  }
}
