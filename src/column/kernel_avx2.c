/* column/kernel_avx2.c - the kernels compiled for avx2; see kernel_impl.def and meson.build. */
#include "column/kernel_internal.h"

#define KERNEL_TABLE column_kernels_avx2
#define KERNEL_NAME "avx2"
#include "column/kernel_impl.def"
