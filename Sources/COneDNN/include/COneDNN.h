#ifndef CONEDNN_H
#define CONEDNN_H
// A thin shim over the oneDNN C API.
#include <stdint.h>
#endif
