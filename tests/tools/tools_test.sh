#!/bin/bash
# tools_test.sh SOURCE: the checks of tools/ find what they are for. Each case makes a small tree with one fault.
source=$1
passed=0 failed=0
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

fresh()
{
    rm -rf "${tree:?}"/* "$tree"/.git
    mkdir -p "$tree/src/base" "$tree/src/law" "$tree/tests"
    cp -r "$source/tools" "$source/.clang-format" "$tree"
    cd "$tree" || exit 1
    git init -q .
    printf 'base :\nlaw : base\n' >src/LAYERS
    printf '# base\n' >src/base/README.md
    cp src/base/README.md src/law/README.md
    printf '#ifndef BASE_A_H\n#define BASE_A_H\n/* base/a.h - a thing. */\nint a_get(void);\n\n#endif\n' >src/base/a.h
    printf '/* base/a.c - see a.h. */\n#include "base/a.h"\n\nint a_get(void)\n{\n    return 1;\n}\n' >src/base/a.c
}

# expect WANT TOOL [arguments]: the tool fails and says WANT; WANT empty: it passes.
expect()
{
    local want=$1 said code
    shift
    said=$("$@" 2>&1)
    code=$?
    if { [ -z "$want" ] && [ "$code" = 0 ]; } || { [ -n "$want" ] && [ "$code" != 0 ] && echo "$said" | grep -qF -- "$want"; }; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $* gave $code, wanted '$want', said: $said"
    fi
}

fresh
expect "" tools/check-text
expect "" tools/check-size
expect "" tools/check-layers
expect "" tools/check-format

echo 'int x; // not this' >>src/base/a.c
expect 'src/base/a.c:8: // means' tools/check-text
fresh
echo 'static const char *u = "http://x"; /* a // b */' >>src/base/a.c
expect "" tools/check-text
fresh
echo 'int x; ' >>src/base/a.c
expect 'src/base/a.c:8: trailing white space' tools/check-text
fresh
printf 'int x;' >>src/base/a.c
expect 'src/base/a.c: no newline at the end' tools/check-text
fresh
printf '/* %s%s */\n' TO DO >>src/base/a.c
expect 'a debt without a sentence' tools/check-text
fresh
sed -i 1d src/base/a.c
expect 'does not start with a comment' tools/check-text
fresh
sed -i s/BASE_A_H/A_H/ src/base/a.h
expect 'include guard is not BASE_A_H' tools/check-text
fresh
rm src/base/README.md
expect 'src/base: has no README.md' tools/check-text
fresh
printf '\xff\n' >src/base/note.md
expect 'note.md: not UTF-8' tools/check-text

fresh
{ printf 'int long_one(void)\n{\n'; yes '    a_get();' | head -n 121; printf '}\n'; } >>src/base/a.c
expect 'long_one has 121 lines' tools/check-size
fresh
yes '' | head -n 1000 >>src/base/a.c
expect 'src/base/a.c: 1007 lines' tools/check-size
fresh
printf 'int many(int a, int b, int c,\n         int d, int e, int f)\n{\n    return 1;\n}\n' >>src/base/a.c
expect 'many has 6 parameters' tools/check-size
fresh
printf 'int some(int a, int b, int c, int d, const int *e, size_t ne, struct arena *x, int *ret_n, struct err *err)\n{\n}\n' >>src/base/a.c
expect "" tools/check-size

fresh
printf '/* base/b.c - x. */\n#include "law/b.h"\n' >src/base/b.c
expect 'base may not include law/b.h' tools/check-layers
fresh
printf '#include "a.h"\n' >src/base/b.c
expect 'is not written as folder/header.h' tools/check-layers
fresh
printf 'extern int x;\n' >src/base/b.c
expect 'extern in a .c file' tools/check-layers
fresh
echo 'law2 : law3' >>src/LAYERS
expect 'not on a lower floor' tools/check-layers

fresh
echo 'int   x;' >>src/base/a.c
expect 'src/base/a.c' tools/check-format

fresh
line() { printf '{"name":"%s","result":"%s","stdout":"%s","stderr":""}\n' "$@"; }
line one OK '[  PASSED  ] 3 test(s).' >log
line two SKIP '' >>log
line three OK 'x\n4 passed, 0 failed, 2 skipped\n' >>log
line four OK '' >>log
expect "" tools/count-tests log
[ "$(tools/count-tests log)" = "8 passed, 0 failed, 3 skipped" ] || { failed=$((failed + 1)); tools/count-tests log; }
line five TIMEOUT '' >>log
expect '8 passed, 1 failed, 3 skipped' tools/count-tests log
line six FAIL '[  PASSED  ] 1 test(s).\n[  SKIPPED ] 1 test(s), listed below:\n[  SKIPPED ] b\n[  FAILED  ] 2 test(s), listed below:' >>log
expect '9 passed, 3 failed, 4 skipped' tools/count-tests log

echo "$passed passed, $failed failed, 0 skipped"
exit "$((failed > 0))"
