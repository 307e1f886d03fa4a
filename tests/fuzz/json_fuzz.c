/* tests/fuzz/json_fuzz.c - JSON lines, arrays and spread objects. */
#include "table_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size};

    table_fuzz_read(bytes, FORMAT_JSONL, &(struct format_limits){0});
    table_fuzz_read(
        bytes, FORMAT_JSONL,
        &(struct format_limits){.cell_bytes = 16, .row_bytes = 64, .columns = 4, .depth = 4});
    return 0;
}
