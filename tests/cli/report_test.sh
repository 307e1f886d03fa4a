#!/bin/bash
# report_test.sh SOURCE: fills the report template with report-sample.json and looks at the page that a browser makes of it.
# Without a browser only the template's text is checked, and the rest counts as skipped.
source=$1
template=$source/web/report/report.html sample=$source/tests/cli/report-sample.json
passed=0 failed=0 skipped=0

check()
{
    local what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $what"
    fi
}

[ -f "$template" ] || exit 1
check "one placeholder" [ "$(grep -cF '/*DATA*/' "$template")" = 1 ]
check "no address of another machine" [ "$(grep -cE 'https?://|//[a-z]+\.' "$template")" = 0 ]
check "text is never parsed as HTML" [ "$(grep -cE 'innerHTML|outerHTML|insertAdjacentHTML|document\.write' "$template")" = 0 ]

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
if [ -z "$browser" ]; then
    echo "$passed passed, $failed failed, 6 skipped"
    exit "$((failed > 0))"
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 - "$template" "$sample" "$dir/page.html" <<'P'
import sys
page, data = (open(name, encoding="utf-8").read() for name in sys.argv[1:3])
page = page.replace("/*DATA*/", data.replace("<", "\\u003c"), 1)
page = page.replace("</body>", "<script>document.getElementById('open-all').click();</script></body>")
open(sys.argv[3], "w", encoding="utf-8").write(page)
P
"$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$dir/profile" --dump-dom "file://$dir/page.html" \
    >"$dir/dom" 2>"$dir/log"
# The page without the script elements, which hold the same words.
sed '/<script/,/<\/script>/d' "$dir/dom" >"$dir/seen"

seen()
{
    grep -qF -- "$1" "$dir/seen"
}
check "five clues" [ "$(grep -o '<tr class="clue' "$dir/seen" | wc -l)" = 5 ]
check "offsets are code points, overlapping marks are cut" seen '<mark title="货值金额：合计">12.6万元</mark>'
check "text of a record stays text" seen '&lt;script&gt;document.title='
check "totals beyond the list are said" seen '共 9 处待查，本报告列出前 4 项。'
check "articles are cited" seen '《中华人民共和国刑法》第三百四十三条第一款'
check "nothing is undefined" [ "$(grep -cE 'undefined|\[object|NaN|null' "$dir/seen")" = 0 ]
echo "$passed passed, $failed failed, $skipped skipped"
exit "$((failed > 0))"
