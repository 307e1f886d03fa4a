#ifndef BENCH_SCREEN_EXPORT_H
#define BENCH_SCREEN_EXPORT_H
/*
 * bench/screen/export.h - the tables that the rules read, as files that every peer loads: for each
 * dataset sc_<id>.csv, the calendar as sc_calendar.csv (for DuckDB), and schema.json with the type of each column.  Codes are the names that the
 * store keeps, money fen, dates day numbers, quantities millionths; an unknown value is an empty
 * cell.
 */
#include "engine.h"

void export_tables(const struct engine *e, const struct law *law, const char *folder);
/* Writes what b holds to a file of the folder, and empties b. */
void export_file(const char *folder, const char *name, struct buf *b);

#endif
