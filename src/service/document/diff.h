#ifndef DOCUMENT_DIFF_H
#define DOCUMENT_DIFF_H
/*
 * service/document/diff.h - what two versions of a text differ in, by lines: "- " a line of the old
 * one, "+ " a line of the new one, and where they stand.
 */
#include "base/buf.h"

/* Appends the differences to *b, nothing when there are none; returns how many lines differ.  Texts
 * whose differing middles have more than a thousand lines are shown as wholly replaced there. */
size_t document_diff(struct buf *b, struct str before, struct str after);

#endif
