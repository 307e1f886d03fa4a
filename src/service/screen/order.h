#ifndef SERVICE_SCREEN_ORDER_H
#define SERVICE_SCREEN_ORDER_H
/*
 * service/screen/order.h - findings in the order of their records: how rows lie in an image says
 * nothing to a reader, and differs from one image to the next.
 */
#include "service/screen/run.h"

/* Orders the findings of each plan by what the world outside calls the row. */
void screen_order(const struct rule_world *w, struct rule_plan *const *plan,
                  struct screen_findings *f);

#endif
