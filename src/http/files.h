#ifndef HTTP_FILES_H
#define HTTP_FILES_H
/*
 * http/files.h - a folder of static files, read and compressed once, then immutable: any number of
 * threads.  What is not in the folder at the start does not exist, so no path can lead out of it.
 */
#include "http/message.h"

struct http_file {
    struct str path; /* "/app/main.js" */
    const char *type;
    struct str bytes, gzip; /* gzip empty: not worth it */
    struct str etag;        /* with its quotes */
};

struct http_files;

/* ERR_LIMIT: more than 4096 files or 256 MiB. */
MUST_CHECK enum err_code http_files_open(const char *dir, struct http_files **ret, struct err *err);
void http_files_close(struct http_files *f); /* NULL is allowed */
/* "/" and paths that end in a folder stand for their index.html; NULL when there is none. */
const struct http_file *http_files_find(const struct http_files *f, struct str path);

#endif
