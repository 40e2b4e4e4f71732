/* The functions of cuBLAS that org.evenmatch.runtime.Cublas calls and its test looks with. */
enum { SUCCESS = 0, INVALID_VALUE = 7 };

/* The handle is where the mode is kept. */
int cublasSetMathMode(int *handle, int mode) {
  *handle = mode;
  return mode == 0 || mode == 1 ? SUCCESS : INVALID_VALUE;
}

int cublasGetMathMode(int *handle, int *mode) {
  *mode = *handle;
  return SUCCESS;
}
