/*
 * base/banned.h - calls that may not be made; included into every file by the compiler
 * (-include).  Use instead: struct buf, snprintf, parse_i64, struct clock, posix_spawn.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#undef alloca
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok strtok_r
#pragma GCC poison localtime gmtime ctime asctime mktime atoi atol atoll atof rand srand
#pragma GCC poison system popen tmpnam tempnam mktemp alloca setjmp longjmp
#endif
