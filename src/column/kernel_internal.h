#ifndef COLUMN_KERNEL_INTERNAL_H
#define COLUMN_KERNEL_INTERNAL_H
/* column/kernel_internal.h - the tables of kernels that kernel.c chooses from. */
#include "column/kernel.h"

extern const struct column_kernels column_kernels_scalar, column_kernels_avx2, column_kernels_neon;

#endif
