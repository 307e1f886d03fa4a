#!/bin/bash
# session_test.sh LIANDONG SOURCE: tests/golden/session/*.txt must come out byte for byte.  Each is what somebody types after "$ " in a folder
# of his own and what is printed, first the results, then messages, then the exit code when it is not 0.  The law is that of tests/golden/session/law,
# copied into the folder.  Today's date is written as 今日.  LIANDONG_GOLDEN=write rewrites them; lines that begin with # stay.
liandong=$(realpath "$1") source=$(realpath "$2")
failed=0 ran=0

liandong()
{
    "$liandong" "$@"
}

# The session of a file, played again.
play()
{
    local line code today
    today=$(TZ=Asia/Shanghai date +%F)
    while IFS= read -r line; do
        case $line in
        '#'*) echo "$line" ;;
        '$ '*)
            echo "$line"
            eval "${line#\$ }" >"$dir/.out" 2>"$dir/.err" </dev/null
            code=$?
            cat "$dir/.out" "$dir/.err" | sed "s/$today/今日/g; s/今日 [0-9][0-9]:[0-9][0-9]/今日/g"
            [ "$code" = 0 ] || echo "[$code]"
            ;;
        esac
    done
}

for file in "$source"/tests/golden/session/*.txt; do
    dir=$(mktemp -d)
    cp -r "$source/tests/golden/session/law" "$dir/law"
    have=$(cd "$dir" && export LIANDONG_HOME=$dir/home LIANDONG_LAW=$dir/law && play <"$file" | sed "s#$dir/##g")
    rm -rf "$dir"
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
[ "$failed" = 0 ] && [ "$ran" -ge 4 ]
