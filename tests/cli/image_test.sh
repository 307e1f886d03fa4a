#!/bin/bash
# image_test.sh LIANDONG SOURCE: the image as a user meets it: made, checked, damaged, made anew by screening, with equal
# results; a killed build.
. "$(dirname "$0")/expect.sh" "$1" "$2"

"$liandong" init --sample >/dev/null || exit 1
mkdir files && cp "$source"/sample/*.csv "$source"/sample/*.xlsx "$source"/sample/*.jsonl files/ 2>/dev/null
"$liandong" import files/* >/dev/null 2>&1
expect 1 '还没有映像' image --check
expect 0 '已建立映像（还没有映像）' image
expect 0 '映像完好，未重建' image
expect 0 '映像完好' image --check
expect 0 '"whole":true' image --check --json
expect 0 '"rebuilt":false' image --json
expect 0 '按要求重建' image --rebuild
expect 2 '不能同时使用' image --rebuild --check
"$liandong" screen --json >clues || exit 1
check 'there are clues' test -s clues

# A byte of the largest file, then screening: the same clues.
largest=$(ls -S home/image/*.* | head -n 1)
printf 'x' | dd of="$largest" bs=1 seek=4000 conv=notrunc 2>/dev/null
expect 1 '已损坏' image --check
"$liandong" screen --json >again
check 'the same clues from an image made anew' cmp clues again
expect 0 '映像完好' image --check
rm -r home/image
"$liandong" screen --json >again
check 'the same clues without an image' cmp clues again

# Killed while it makes one: the old one stays.
for i in 1 2 3; do
    "$liandong" image --rebuild >/dev/null 2>&1 &
    sleep 0.0$i
    kill -9 $! 2>/dev/null
    wait $! 2>/dev/null
    expect 0 '映像完好，未重建' image
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
