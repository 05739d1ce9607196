#include "CFuzzer.h"

// libFuzzer's own main function is linked even if it is not used, and wants this.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    (void)data, (void)size;
    return 0;
}
