/* column/kernel_neon.c - the kernels compiled for neon; see kernel_impl.def and meson.build. */
#include "column/kernel_internal.h"

#define KERNEL_TABLE column_kernels_neon
#define KERNEL_NAME "neon"
#include "column/kernel_impl.def"
