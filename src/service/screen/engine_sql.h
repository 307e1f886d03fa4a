#ifndef SERVICE_SCREEN_ENGINE_SQL_H
#define SERVICE_SCREEN_ENGINE_SQL_H
/*
 * service/screen/engine_sql.h - rules run by a database, one statement each.
 *
 * Answers are those of screen_run: the same hits, the same undetermined records.
 */
#include "service/screen/mirror.h"
#include "service/screen/run.h"
#include "service/screen/world.h"

/* One answer of a statement. */
typedef enum err_code (*screen_answer_fn)(void *p, int64_t record, bool undetermined,
                                          struct err *err);

/* Runs one rule; the answers come by record. */
MUST_CHECK enum err_code screen_engine_rule(struct screen_mirror *m, const struct rule_plan *plan,
                                            struct day since, struct day today, screen_answer_fn fn,
                                            void *p, struct err *err);

/*
 * Runs every rule of the pack.  world says which row a record is; a record that it does not have
 * came in meanwhile: ERR_BUSY.  Findings by plan, then row, in a.
 */
MUST_CHECK enum err_code screen_engine_run(struct screen_mirror *m, const struct screen_pack *pack,
                                           const struct screen_world *world, struct day since,
                                           struct arena *a, struct screen_findings *ret,
                                           struct err *err);

/* The rule as SQL, for people. */
void screen_engine_text(const struct rule_plan *plan, enum sql_dialect dialect, struct day today,
                        struct buf *out);

#endif
