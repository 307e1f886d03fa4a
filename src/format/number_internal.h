#ifndef FORMAT_NUMBER_INTERNAL_H
#define FORMAT_NUMBER_INTERNAL_H
/*
 * format/number_internal.h - numbers of JSON and XLSX as the decimal text a person would write,
 * and XLSX serial dates.  Private to this folder; pure functions.
 */
#include "base/str.h"

enum { NUMBER_EXPONENT_MAX = 60 };

/* Bytes of the JSON number that s starts with, or 0. */
size_t number_token(struct str s);

/* The token without exponent: "1.2E-3" -> "0.0012", "1e5" -> "100000"; exact.  A token without
 * exponent stays as it is.  False: the exponent is beyond NUMBER_EXPONENT_MAX. */
bool number_plain(struct arena *a, struct str token, struct str *ret);

/*
 * What a spreadsheet shows for a stored number: at most 15 significant digits ("1.1000000000000001"
 * -> "1.1"), no exponent.  False when the text is no number, or when it is a whole number beyond
 * 2^53 whose last digits the file has already lost; *ret is then what stood there.
 */
bool number_of_sheet(struct arena *a, struct str stored, struct str *ret);

enum number_format { NUMBER_FORMAT_PLAIN, NUMBER_FORMAT_DATE, NUMBER_FORMAT_TIME };

/* What a number format code means by date and time letters: "yyyy/m/d h:mm" is a date. */
enum number_format number_format_of_code(struct str code);
/* The same of a built-in format id, those of Chinese editions included. */
enum number_format number_format_of_id(int id);

/*
 * A serial day number as "2025-01-31", with " 09:30:00" when it has a time of day, or as
 * "09:30:00" for a time alone.  since_1904: the file counts from 1904-01-01.  False: no such day,
 * among them day 60 of the other count, 1900-02-29, which never was.
 */
bool number_date(struct arena *a, struct str stored, bool since_1904, enum number_format format,
                 struct str *ret);

#endif
