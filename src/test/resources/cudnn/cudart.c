/* The two functions of CUDA's runtime that org.evenmatch.runtime.Cudnn calls, for tests. */
#include <stddef.h>
#include <stdlib.h>

int cudaMalloc(void **memory, size_t bytes) {
  *memory = malloc(bytes);
  return *memory == NULL ? 2 : 0;
}

int cudaFree(void *memory) {
  free(memory);
  return 0;
}
