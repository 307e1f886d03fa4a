/*
 * tests/fuzz/xlsx_fuzz.c - workbooks.  The first byte says what the rest is: the whole zip, or one
 * part of a workbook that is otherwise sound, since no mutation finds its way through a checksum.
 */
#include "table_fuzz.h"

#include <zip.h>

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

struct part {
    const char *name, *sound;
};

static const struct part parts[] = {
    {"xl/worksheets/a.xml",
     "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' s='1'><v>45688</v></c>"
     "</row></sheetData></worksheet>"},
    {"xl/sharedStrings.xml", "<sst><si><t>x</t></si></sst>"},
    {"xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs>"
                      "</styleSheet>"},
    {"xl/workbook.xml", "<workbook><sheets><sheet name='t' r:id='s1'/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships><Relationship Id='s1' Type='" REL "worksheet' Target='worksheets/a.xml'/>"
     "<Relationship Id='s2' Type='" REL "styles' Target='styles.xml'/>"
     "<Relationship Id='s3' Type='" REL "sharedStrings' Target='sharedStrings.xml'/>"
     "</Relationships>"},
    {"_rels/.rels", "<Relationships><Relationship Id='r1' Type='" REL "officeDocument' "
                    "Target='xl/workbook.xml'/></Relationships>"},
};

enum { PARTS = sizeof(parts) / sizeof(*parts) };

/* Adds the parts, number `which` being the input's bytes. */
static void add_parts(zip_t *z, size_t which, struct str bytes)
{
    for (size_t i = 0; i < PARTS; i++) {
        struct str s = i == which ? bytes : str_from(parts[i].sound);
        zip_int64_t at =
            zip_file_add(z, parts[i].name, zip_source_buffer(z, s.n ? s.p : "", s.n, 0), 0);

        if (at < 0 || zip_set_file_compression(z, (zip_uint64_t)at, ZIP_CM_STORE, 0) != 0)
            abort();
    }
}

/* The workbook as bytes, from malloc. */
static struct str pack(size_t which, struct str bytes)
{
    zip_error_t e;
    zip_source_t *out;
    struct str packed;
    zip_stat_t st;
    char *p;
    zip_t *z;

    zip_error_init(&e);
    out = zip_source_buffer_create(NULL, 0, 0, &e);
    z = zip_open_from_source(out, ZIP_TRUNCATE, &e);
    zip_source_keep(out);
    add_parts(z, which, bytes);
    if (zip_close(z) != 0 || zip_source_open(out) != 0 || zip_source_stat(out, &st) != 0)
        abort();
    p = malloc(st.size);
    if (!p || zip_source_read(out, p, st.size) != (zip_int64_t)st.size)
        abort();
    packed = (struct str){p, st.size};
    zip_source_close(out);
    zip_source_free(out);
    return packed;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct format_limits small = {.cell_bytes = 16, .row_bytes = 256, .columns = 6};
    struct str bytes, packed;

    if (size == 0)
        return 0;
    bytes = (struct str){(const char *)data + 1, size - 1};
    if (data[0] % (PARTS + 1) == PARTS) {
        table_fuzz_read(bytes, FORMAT_XLSX, &(struct format_limits){0});
        return 0;
    }
    packed = pack(data[0] % (PARTS + 1), bytes);
    table_fuzz_read(packed, FORMAT_XLSX, &(struct format_limits){0});
    table_fuzz_read(packed, FORMAT_XLSX, &small);
    free((char *)packed.p);
    return 0;
}
