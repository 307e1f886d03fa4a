/* api/import_json.c - see import_json.h. */
#include "api/import_json.h"

#include "base/json.h"

void api_import_json(struct buf *b, struct str file, const struct import_summary *s)
{
    json_open(b, NULL, '{');
    json_text(b, "file", file);
    json_text(b, "dataset", s->dataset);
    json_text(b, "mapping", s->mapping);
    json_i64(b, "import", s->import);
    json_i64(b, "rows", s->counts.rows);
    json_i64(b, "loaded", s->counts.loaded);
    json_i64(b, "changed", s->counts.changed);
    json_i64(b, "unchanged", s->counts.unchanged);
    json_i64(b, "duplicates", s->counts.duplicates);
    json_i64(b, "rejected", s->counts.rejected);
    json_i64(b, "warnings", s->counts.warnings);
    json_i64(b, "resumed", s->resumed);
    json_bool(b, "refused", s->refused);
    json_text(b, "rejected_file", s->rejected);
    json_open(b, "left_out", '[');
    for (size_t i = 0; i < s->nleft_out; i++) {
        json_open(b, NULL, '{');
        json_text(b, "sheet", s->left_out[i].sheet);
        json_text(b, "column", s->left_out[i].column);
        json_close(b, '}');
    }
    json_close(b, ']');
    json_close(b, '}');
}
