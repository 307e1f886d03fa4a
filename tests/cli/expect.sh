# expect.sh - what the command line tests share: a folder of their own, a home in it, and counting.  Sourced with the
# program and the source tree as arguments.
liandong=$(realpath "$1") source=$(realpath "$2")
passed=0 failed=0 skipped=0
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir" || exit 1
export LIANDONG_HOME=$dir/home LIANDONG_LAW=$source/law

# expect CODE WORDS COMMAND…: exit code, and words in what it prints.
expect()
{
    local code=$1 words=$2 got
    shift 2
    "$liandong" "$@" >out 2>&1
    got=$?
    if [ "$got" = "$code" ] && grep -qF -- "$words" out; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: liandong $* -> $got, expected $code and “$words”:"
        head -n 5 out
    fi
}

check()
{
    local what=$1
    shift
    if "$@" >/dev/null 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $what"
    fi
}
