#ifndef CKERNELS_H
#define CKERNELS_H
// The umbrella header of the C kernels: one header per group of kernels is included here.
#include "ck_kernels.h"
#include "ck_pool.h"
#include "ck_weights.h"
#include "code_scan.h"
#include "encoder_kernels.h"
#include "encoder_products.h"
#include "panel_kernels.h"
#include "training_kernels.h"
#endif
