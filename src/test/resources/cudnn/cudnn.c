/*
 * A cuDNN for tests, on the processor's memory and in plain loops: what org.evenmatch.runtime.Cudnn,
 * CudnnConvolution and CudnnBatchNorm call, with the signatures of cuDNN 8. It refuses what a real one would
 * refuse or compute wrongly: other layouts, algorithms that were not offered, workspaces that are
 * too small.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { SUCCESS = 0, BAD_PARAM = 3 };
enum { FLOAT = 0, DOUBLE = 1 };
enum { NCHW = 0, CROSS_CORRELATION = 1 };
enum { NON_DETERMINISTIC = 0, DETERMINISTIC = 1 };
enum { FIRST_ALGORITHM = 0, GOOD_ALGORITHM = 1 };
enum { WORKSPACE = 64 };

typedef struct { int type, n, c, h, w; } Tensor;
typedef struct { int type, k, c, h, w; } Filter;
typedef struct { int padH, padW, strideH, strideW, type, math; } Convolution;
typedef struct {
  int algorithm;
  int status;
  float time;
  size_t memory;
  int determinism;
  int math;
  int reserved[3];
} Performance;

/* cuDNN is several libraries, and this is each of them: a handle must not be one's own. */
static void *const HANDLE = (void *)1;

int cudnnCreate(void **handle) {
  *handle = HANDLE;
  return SUCCESS;
}

int cudnnDestroy(void *handle) { return handle == HANDLE ? SUCCESS : BAD_PARAM; }

int cudnnSetStream(void *handle, void *stream) { return handle == HANDLE ? SUCCESS : BAD_PARAM; }

const char *cudnnGetErrorString(int status) {
  return status == BAD_PARAM ? "CUDNN_STATUS_BAD_PARAM" : "CUDNN_STATUS_SUCCESS";
}

size_t cudnnGetVersion(void) { return 8302; }

int cudnnCreateTensorDescriptor(Tensor **t) { *t = calloc(1, sizeof(Tensor)); return SUCCESS; }
int cudnnCreateFilterDescriptor(Filter **f) { *f = calloc(1, sizeof(Filter)); return SUCCESS; }
int cudnnCreateConvolutionDescriptor(Convolution **c) {
  *c = calloc(1, sizeof(Convolution));
  return SUCCESS;
}

int cudnnDestroyTensorDescriptor(Tensor *t) { free(t); return SUCCESS; }
int cudnnDestroyFilterDescriptor(Filter *f) { free(f); return SUCCESS; }
int cudnnDestroyConvolutionDescriptor(Convolution *c) { free(c); return SUCCESS; }

int cudnnSetTensor4dDescriptor(Tensor *t, int format, int type, int n, int c, int h, int w) {
  *t = (Tensor){type, n, c, h, w};
  return format == NCHW && n > 0 && c > 0 && h > 0 && w > 0 ? SUCCESS : BAD_PARAM;
}

int cudnnSetFilter4dDescriptor(Filter *f, int type, int format, int k, int c, int h, int w) {
  *f = (Filter){type, k, c, h, w};
  return format == NCHW && k > 0 && c > 0 && h > 0 && w > 0 ? SUCCESS : BAD_PARAM;
}

int cudnnSetConvolution2dDescriptor(Convolution *c, int padH, int padW, int strideH, int strideW,
                                    int dilationH, int dilationW, int mode, int type) {
  *c = (Convolution){padH, padW, strideH, strideW, type, 0};
  return dilationH == 1 && dilationW == 1 && mode == CROSS_CORRELATION ? SUCCESS : BAD_PARAM;
}

int cudnnSetConvolutionMathType(Convolution *c, int math) {
  c->math = math;
  return SUCCESS;
}

/* The fastest is not deterministic; the second needs a workspace. */
static int offer(int requested, int *returned, Performance *list, const Convolution *c) {
  if (requested < 2) {
    return BAD_PARAM;
  }
  list[0] = (Performance){FIRST_ALGORITHM, SUCCESS, 1, 0, NON_DETERMINISTIC, c->math, {0}};
  list[1] = (Performance){GOOD_ALGORITHM, SUCCESS, 2, WORKSPACE, DETERMINISTIC, c->math, {0}};
  *returned = 2;
  return SUCCESS;
}

static int fits(const Tensor *x, const Filter *w, const Convolution *c, const Tensor *y) {
  return x->n == y->n && x->c == w->c && y->c == w->k &&
         y->h == (x->h + 2 * c->padH - w->h) / c->strideH + 1 &&
         y->w == (x->w + 2 * c->padW - w->w) / c->strideW + 1 && x->type == w->type &&
         x->type == y->type && c->type == x->type;
}

int cudnnGetConvolutionForwardAlgorithm_v7(void *handle, Tensor *x, Filter *w, Convolution *c,
                                           Tensor *y, int requested, int *returned,
                                           Performance *list) {
  return fits(x, w, c, y) ? offer(requested, returned, list, c) : BAD_PARAM;
}

int cudnnGetConvolutionBackwardDataAlgorithm_v7(void *handle, Filter *w, Tensor *dy,
                                                Convolution *c, Tensor *dx, int requested,
                                                int *returned, Performance *list) {
  return fits(dx, w, c, dy) ? offer(requested, returned, list, c) : BAD_PARAM;
}

int cudnnGetConvolutionBackwardFilterAlgorithm_v7(void *handle, Tensor *x, Tensor *dy,
                                                  Convolution *c, Filter *dw, int requested,
                                                  int *returned, Performance *list) {
  return fits(x, dw, c, dy) ? offer(requested, returned, list, c) : BAD_PARAM;
}

static double get(const void *values, int type, size_t i) {
  return type == DOUBLE ? ((const double *)values)[i] : ((const float *)values)[i];
}

static void put(void *values, int type, size_t i, double value) {
  if (type == DOUBLE) {
    ((double *)values)[i] = value;
  } else {
    ((float *)values)[i] = (float)value;
  }
}

static size_t at(const Tensor *t, int n, int c, int h, int w) {
  return (((size_t)n * t->c + c) * t->h + h) * t->w + w;
}

static size_t weight(const Filter *f, int k, int c, int h, int w) {
  return (((size_t)k * f->c + c) * f->h + h) * f->w + w;
}

static int canRun(int algorithm, void *workspace, size_t bytes) {
  if (algorithm != GOOD_ALGORITHM || workspace == NULL || bytes < WORKSPACE) {
    return 0;
  }
  memset(workspace, 0xff, WORKSPACE);
  return 1;
}

/* What a kernel does with one pair of an output and an input, and the weight between them. */
enum Direction { FORWARD, BACKWARD_DATA, BACKWARD_FILTER };

static void visit(enum Direction direction, const Tensor *xd, void *x, const Filter *wd, void *w,
                  const Convolution *c, const Tensor *yd, void *y) {
  for (int n = 0; n < yd->n; n++)
    for (int k = 0; k < yd->c; k++)
      for (int oh = 0; oh < yd->h; oh++)
        for (int ow = 0; ow < yd->w; ow++)
          for (int ch = 0; ch < xd->c; ch++)
            for (int kh = 0; kh < wd->h; kh++)
              for (int kw = 0; kw < wd->w; kw++) {
                int ih = oh * c->strideH + kh - c->padH;
                int iw = ow * c->strideW + kw - c->padW;
                if (ih < 0 || iw < 0 || ih >= xd->h || iw >= xd->w) {
                  continue;
                }
                size_t xi = at(xd, n, ch, ih, iw);
                size_t wi = weight(wd, k, ch, kh, kw);
                size_t yi = at(yd, n, k, oh, ow);
                int type = xd->type;
                if (direction == FORWARD) {
                  put(y, type, yi, get(y, type, yi) + get(x, type, xi) * get(w, type, wi));
                } else if (direction == BACKWARD_DATA) {
                  put(x, type, xi, get(x, type, xi) + get(y, type, yi) * get(w, type, wi));
                } else {
                  put(w, type, wi, get(w, type, wi) + get(y, type, yi) * get(x, type, xi));
                }
              }
}

/* alpha must be one and beta zero or one, each of the arrays' own type. */
static int scale(const void *alpha, const void *beta, int type, void *to, size_t count) {
  double b = get(beta, type, 0);
  if (get(alpha, type, 0) != 1 || (b != 0 && b != 1)) {
    return 0;
  }
  for (size_t i = 0; b == 0 && i < count; i++) {
    put(to, type, i, 0);
  }
  return 1;
}

static size_t size(const Tensor *t) { return (size_t)t->n * t->c * t->h * t->w; }

int cudnnConvolutionForward(void *handle, void *alpha, Tensor *xd, void *x, Filter *wd, void *w,
                            Convolution *c, int algorithm, void *workspace, size_t bytes,
                            void *beta, Tensor *yd, void *y) {
  if (!canRun(algorithm, workspace, bytes) || !scale(alpha, beta, yd->type, y, size(yd))) {
    return BAD_PARAM;
  }
  visit(FORWARD, xd, x, wd, w, c, yd, y);
  return SUCCESS;
}

int cudnnConvolutionBackwardData(void *handle, void *alpha, Filter *wd, void *w, Tensor *dyd,
                                 void *dy, Convolution *c, int algorithm, void *workspace,
                                 size_t bytes, void *beta, Tensor *dxd, void *dx) {
  if (!canRun(algorithm, workspace, bytes) || !scale(alpha, beta, dxd->type, dx, size(dxd))) {
    return BAD_PARAM;
  }
  visit(BACKWARD_DATA, dxd, dx, wd, w, c, dyd, dy);
  return SUCCESS;
}

int cudnnConvolutionBackwardFilter(void *handle, void *alpha, Tensor *xd, void *x, Tensor *dyd,
                                   void *dy, Convolution *c, int algorithm, void *workspace,
                                   size_t bytes, void *beta, Filter *dwd, void *dw) {
  size_t count = (size_t)dwd->k * dwd->c * dwd->h * dwd->w;
  if (!canRun(algorithm, workspace, bytes) || !scale(alpha, beta, dwd->type, dw, count)) {
    return BAD_PARAM;
  }
  visit(BACKWARD_FILTER, xd, x, dwd, dw, c, dyd, dy);
  return SUCCESS;
}

int cudnnConvolutionBackwardBias(void *handle, void *alpha, Tensor *dyd, void *dy, void *beta,
                                 Tensor *dbd, void *db) {
  if (dbd->n != 1 || dbd->h != 1 || dbd->w != 1 || dbd->c != dyd->c ||
      !scale(alpha, beta, dbd->type, db, size(dbd))) {
    return BAD_PARAM;
  }
  for (size_t i = 0; i < size(dyd); i++) {
    size_t channel = i / ((size_t)dyd->h * dyd->w) % dyd->c;
    put(db, dbd->type, channel, get(db, dbd->type, channel) + get(dy, dyd->type, i));
  }
  return SUCCESS;
}

int cudnnAddTensor(void *handle, void *alpha, Tensor *ad, void *a, void *beta, Tensor *cd,
                   void *c) {
  if (ad->n != 1 || ad->h != 1 || ad->w != 1 || ad->c != cd->c ||
      !scale(alpha, beta, cd->type, c, size(cd))) {
    return BAD_PARAM;
  }
  for (size_t i = 0; i < size(cd); i++) {
    size_t channel = i / ((size_t)cd->h * cd->w) % cd->c;
    put(c, cd->type, i, get(c, cd->type, i) + get(a, ad->type, channel));
  }
  return SUCCESS;
}

enum { SPATIAL = 1 };

/* Newton's method: without the library of mathematics to link. */
static double root(double value) {
  double guess = value > 1 ? value : 1;
  for (int i = 0; i < 100; i++) guess = (guess + value / guess) / 2;
  return guess;
}

static int isChannels(const Tensor *t, const Tensor *images) {
  return t->n == 1 && t->h == 1 && t->w == 1 && t->c == images->c && t->type == images->type;
}

static size_t value(const Tensor *t, int channel, size_t i) {
  size_t plane = (size_t)t->h * t->w;
  return (i / plane * t->c + channel) * plane + i % plane;
}

int cudnnBatchNormalizationForwardTraining(void *handle, int mode, void *alpha, void *beta,
                                           Tensor *xd, void *x, Tensor *yd, void *y, Tensor *cd,
                                           void *gamma, void *shift, double factor,
                                           void *runningMean, void *runningVariance,
                                           double epsilon, void *savedMean, void *savedInverse) {
  if (mode != SPATIAL || !isChannels(cd, xd) || memcmp(xd, yd, sizeof(Tensor)) ||
      runningMean != NULL || runningVariance != NULL || epsilon <= 0 ||
      !scale(alpha, beta, yd->type, y, size(yd))) {
    return BAD_PARAM;
  }
  size_t count = size(xd) / xd->c;
  for (int c = 0; c < xd->c; c++) {
    double mean = 0, variance = 0;
    for (size_t i = 0; i < count; i++) mean += get(x, xd->type, value(xd, c, i)) / count;
    for (size_t i = 0; i < count; i++) {
      double off = get(x, xd->type, value(xd, c, i)) - mean;
      variance += off * off / count;
    }
    double inverse = 1 / root(variance + epsilon);
    for (size_t i = 0; i < count; i++) {
      size_t at = value(xd, c, i);
      put(y, xd->type, at,
          (get(x, xd->type, at) - mean) * inverse * get(gamma, cd->type, c) +
              get(shift, cd->type, c));
    }
    put(savedMean, cd->type, c, mean);
    put(savedInverse, cd->type, c, inverse);
  }
  return SUCCESS;
}

int cudnnBatchNormalizationForwardInference(void *handle, int mode, void *alpha, void *beta,
                                            Tensor *xd, void *x, Tensor *yd, void *y, Tensor *cd,
                                            void *gamma, void *shift, void *mean, void *variance,
                                            double epsilon) {
  if (mode != SPATIAL || !isChannels(cd, xd) || memcmp(xd, yd, sizeof(Tensor)) || epsilon <= 0 ||
      !scale(alpha, beta, yd->type, y, size(yd))) {
    return BAD_PARAM;
  }
  for (int c = 0; c < xd->c; c++) {
    double inverse = 1 / root(get(variance, cd->type, c) + epsilon);
    for (size_t i = 0; i < size(xd) / xd->c; i++) {
      size_t at = value(xd, c, i);
      put(y, xd->type, at,
          (get(x, xd->type, at) - get(mean, cd->type, c)) * inverse * get(gamma, cd->type, c) +
              get(shift, cd->type, c));
    }
  }
  return SUCCESS;
}

/* The derivative as the paper has it, term by term. */
int cudnnBatchNormalizationBackward(void *handle, int mode, void *alphaData, void *betaData,
                                    void *alphaParameters, void *betaParameters, Tensor *xd,
                                    void *x, Tensor *dyd, void *dy, Tensor *dxd, void *dx,
                                    Tensor *cd, void *gamma, void *dgamma, void *dshift,
                                    double epsilon, void *savedMean, void *savedInverse) {
  if (mode != SPATIAL || !isChannels(cd, xd) || memcmp(xd, dyd, sizeof(Tensor)) ||
      memcmp(xd, dxd, sizeof(Tensor)) || epsilon <= 0 ||
      !scale(alphaData, betaData, dxd->type, dx, size(dxd)) ||
      !scale(alphaParameters, betaParameters, cd->type, dgamma, size(cd)) ||
      !scale(alphaParameters, betaParameters, cd->type, dshift, size(cd))) {
    return BAD_PARAM;
  }
  size_t count = size(xd) / xd->c;
  for (int c = 0; c < xd->c; c++) {
    double mean = get(savedMean, cd->type, c), inverse = get(savedInverse, cd->type, c);
    double g = get(gamma, cd->type, c);
    double sum = 0, product = 0, dvariance = 0, dmean = 0, offsets = 0;
    for (size_t i = 0; i < count; i++) {
      double d = get(dy, xd->type, value(xd, c, i));
      double off = get(x, xd->type, value(xd, c, i)) - mean;
      sum += d;
      product += d * off * inverse;
      dvariance += d * g * off * -0.5 * inverse * inverse * inverse;
      dmean += -d * g * inverse;
      offsets += -2 * off / count;
    }
    dmean += dvariance * offsets;
    for (size_t i = 0; i < count; i++) {
      size_t at = value(xd, c, i);
      double off = get(x, xd->type, at) - mean;
      put(dx, xd->type, at,
          get(dy, xd->type, at) * g * inverse + dvariance * 2 * off / count + dmean / count);
    }
    put(dgamma, cd->type, c, product);
    put(dshift, cd->type, c, sum);
  }
  return SUCCESS;
}
