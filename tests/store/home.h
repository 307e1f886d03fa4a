#ifndef TESTS_STORE_HOME_H
#define TESTS_STORE_HOME_H
/* tests/store/home.h - a home directory for a test, made empty and taken away again. */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct home {
    char path[256];
};

static inline struct home home_make(void)
{
    const char *tmp = getenv("TMPDIR");
    struct home h;

    /* Thousands of small commits: in memory they take no time. */
    if (!tmp)
        tmp = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(h.path, sizeof(h.path), "%s/liandong-test-XXXXXX", tmp);
    if (!mkdtemp(h.path)) {
        perror(h.path);
        abort();
    }
    return h;
}

static inline int home_remove_one(const char *path, const struct stat *st, int flag, struct FTW *f)
{
    (void)st;
    (void)flag;
    (void)f;
    return remove(path);
}

static inline void home_drop(const struct home *h)
{
    nftw(h->path, home_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
