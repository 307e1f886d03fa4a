#ifndef BENCH_SCREEN_FACTS_H
#define BENCH_SCREEN_FACTS_H
/*
 * bench/screen/facts.h - the pack for json-rules-engine: rules.json with a tree of conditions for
 * each rule, facts_<dataset>.jsonl with the facts of each record.
 *
 * That engine sees one record and knows no third truth value.  So what needs other records, the
 * calendar or arithmetic comes to it as a fact that is already worked out (aggregates, like cases,
 * windows), and a rule is written as "it certainly holds": it can say hits, not what is
 * undetermined.
 */
#include "engine.h"

void facts_write(const struct engine *e, const struct law *law, const char *folder);

#endif
