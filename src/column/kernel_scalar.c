/* column/kernel_scalar.c - the kernels compiled for scalar; see kernel_impl.def and meson.build. */
#include "column/kernel_internal.h"

#define KERNEL_TABLE column_kernels_scalar
#define KERNEL_NAME "scalar"
#include "column/kernel_impl.def"
