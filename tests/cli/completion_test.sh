#!/bin/bash
# completion_test.sh PROGRAM: loads the completion into bash and presses Tab.
program=$1
failed=0 ran=0
source <("$program" --completion bash)
compopt() { :; } # only real completion may call it

# complete_to WANT WORD…: completing the last word offers WANT.
complete_to()
{
    local want=$1
    shift
    COMP_WORDS=(liandong "$@")
    COMP_CWORD=$#
    _liandong
    ran=$((ran + 1))
    if [ "${COMPREPLY[*]}" != "$want" ]; then
        echo "completing '$*': got '${COMPREPLY[*]}', want '$want'"
        failed=$((failed + 1))
    fi
}

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/home"

complete_to version ve
complete_to version --home /x ve
complete_to version --law=/x ve
complete_to --home version --ho
complete_to "--home --law --json --help" version --
complete_to "$dir/home" version --home "$dir/h"
complete_to "" version x

[ "$failed" = 0 ] && echo "$ran completions right"
exit "$((failed > 0))"
