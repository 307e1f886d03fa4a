#ifndef SERVICE_SCREEN_CASES_H
#define SERVICE_SCREEN_CASES_H
/*
 * service/screen/cases.h - one case (案件), one name, whichever of its numbers a record carries.
 *
 * A penalty sheet knows the decision's number, a referral the filing number, some records both.
 * Numbers that stand together in one record name the same case; every record that carries any of
 * them gets the same 案件, so that `案件 = 本案` finds it. Numbers too short to be a name (12, 无)
 * join nothing. The result does not depend on the order of the records.
 */
#include "service/screen/world.h"

/* Rewrites the 案件 column of every table; to be called once all tables are filled. */
void screen_world_join_cases(struct screen_world *w);

#endif
