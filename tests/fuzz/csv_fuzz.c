/* tests/fuzz/csv_fuzz.c - separated text with limits near enough to be met. */
#include "table_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size};

    table_fuzz_read(bytes, FORMAT_CSV, &(struct format_limits){0});
    table_fuzz_read(bytes, FORMAT_CSV,
                    &(struct format_limits){.cell_bytes = 16, .row_bytes = 64, .columns = 6});
    return 0;
}
