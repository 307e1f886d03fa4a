#!/bin/bash
# deadline_test.sh PROGRAM SOURCE: tests/golden/deadline/*.out must come out byte for byte.  Each starts with "$ " and the line that
# is typed; then what is printed, first the results, then messages; then the exit code.  LIANDONG_GOLDEN=write rewrites them.
program=$1 source=$2
failed=0 ran=0
messages=$(mktemp)
trap 'rm -f "$messages"' EXIT

for file in "$source"/tests/golden/deadline/*.out; do
    line=$(sed -n '1s/^\$ liandong //p' "$file")
    eval "words=($line)"
    have=$(
        echo "\$ liandong $line"
        "$program" "${words[@]}" --law "$source/law" 2>"$messages"
        code=$?
        cat "$messages"
        echo "[$code]"
    )
    ran=$((ran + 1))
    if [ "${LIANDONG_GOLDEN:-}" = write ]; then
        echo "$have" >"$file"
    elif [ "$have" != "$(cat "$file")" ]; then
        failed=$((failed + 1))
        echo "$file:"
        diff "$file" - <<<"$have"
    fi
done
echo "$((ran - failed)) passed, $failed failed, 0 skipped"
[ "$failed" = 0 ] && [ "$ran" -ge 15 ]
