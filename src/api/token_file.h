#ifndef API_TOKEN_FILE_H
#define API_TOKEN_FILE_H
/*
 * api/token_file.h - static tokens, as who.c looks them up; api.h opens the file.  Any thread.
 */
#include "api/api.h"

/* The actor whose token it is; takes as long whatever differs. */
bool api_tokens_find(const struct api_tokens *t, struct str given, struct actor *ret);

#endif
