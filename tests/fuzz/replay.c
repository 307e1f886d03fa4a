/* tests/fuzz/replay.c - runs stored inputs through a fuzz target: replay FOLDER…
 *
 * A folder that does not exist holds no inputs.  With none at all the test is skipped (exit 77).
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The whole file on the heap, exactly as long as it is, so that ASan sees a read beyond its end. */
static uint8_t *file_bytes(const char *path, size_t *ret_n)
{
    FILE *f = fopen(path, "rb");
    uint8_t *p = NULL;
    long n;

    if (!f)
        return NULL;
    if (fseek(f, 0, SEEK_END) == 0 && (n = ftell(f)) >= 0 && fseek(f, 0, SEEK_SET) == 0) {
        p = malloc((size_t)n + 1);
        if (p && fread(p, 1, (size_t)n, f) == (size_t)n)
            p = realloc(p, (size_t)n > 0 ? (size_t)n : 1);
        *ret_n = (size_t)n;
    }
    fclose(f);
    return p;
}

static int replay_file(const char *folder, const char *name)
{
    char path[4096];
    size_t n = 0;
    uint8_t *p;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    p = file_bytes(path, &n);
    if (!p)
        return 0;
    LLVMFuzzerTestOneInput(p, n);
    free(p);
    return 1;
}

static int replay_folder(const char *folder)
{
    DIR *d = opendir(folder);
    int n = 0;

    if (!d)
        return 0;
    for (struct dirent *e = readdir(d); e; e = readdir(d))
        if (e->d_name[0] != '.')
            n += replay_file(folder, e->d_name);
    closedir(d);
    return n;
}

int main(int argc, char **argv)
{
    int n = 0;

    for (int i = 1; i < argc; i++)
        n += replay_folder(argv[i]);
    printf("%d inputs replayed\n", n);
    return n > 0 ? 0 : 77;
}
