/* format/sniff.c - which character separates the cells of a text file. */
#include "format/format_internal.h"

enum { LINES = 32 };

/* Counts sep outside quotes on each of the first lines; returns how many lines there are. */
static size_t count_lines(struct str head, char sep, size_t count[LINES])
{
    bool quoted = false;
    size_t line = 0, n = 0, blank = 1;

    for (size_t i = 0; i < head.n && line < LINES; i++) {
        char c = head.p[i];

        if (c == '"')
            quoted = !quoted;
        n += !quoted && c == sep;
        if (quoted || (c != '\n' && c != '\r')) {
            blank = 0;
            continue;
        }
        if (!blank)
            count[line++] = n;
        n = 0;
        blank = 1;
    }
    if (!blank && line < LINES)
        count[line++] = n;
    return line;
}

/* Lines that agree on how many separators there are, if on any: the more, the likelier. */
static size_t agreement(struct str head, char sep)
{
    size_t count[LINES], lines = count_lines(head, sep, count), best = 0;

    for (size_t i = 0; i < lines; i++) {
        size_t same = 0;

        for (size_t k = 0; k < lines; k++)
            same += count[k] == count[i];
        if (count[i] > 0 && same * 4096 + count[i] > best)
            best = same * 4096 + (count[i] < 4095 ? count[i] : 4095);
    }
    return best;
}

char csv_sniff(struct str head)
{
    static const char candidate[] = {',', '\t', ';'};
    size_t best = 0;
    char sep = ',';

    for (size_t i = 0; i < sizeof(candidate); i++) {
        size_t a = agreement(head, candidate[i]);

        if (a > best) {
            best = a;
            sep = candidate[i];
        }
    }
    return sep;
}
