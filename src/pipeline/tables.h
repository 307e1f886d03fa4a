#ifndef PIPELINE_TABLES_H
#define PIPELINE_TABLES_H
/*
 * pipeline/tables.h - what is asked of the image (映像) of a store: the fields that the law's rules
 * read and those by which people know a record.
 */
#include "image/image.h"
#include "pipeline/screen.h"

/* pack: further rules, of a draft; NULL: none.  Everything in a; q's law is borrowed. */
MUST_CHECK enum err_code pipeline_image_request(const struct pipeline_screen_request *q,
                                                const struct screen_pack *pack, struct arena *a,
                                                struct image_request *ret, struct err *err);

#endif
