#ifndef API_IMPORT_JSON_H
#define API_IMPORT_JSON_H
/*
 * api/import_json.h - what an import came to as a JSON object, the same for `liandong import --json` and
 * for the server; docs/json.md has the shape.
 */
#include "service/import/load.h"

/* file: as the user calls it. */
void api_import_json(struct buf *b, struct str file, const struct import_summary *s);

#endif
