/* render/model.c - see model.h. */
#include "render/model.h"

#include "base/bug.h"

static void han(struct buf *b, int no)
{
    static const char *const digit[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

    BUG_ON(no < 1 || no > 99);
    if (no >= 20)
        buf_z(b, digit[no / 10]);
    if (no >= 10)
        buf_z(b, "十");
    buf_z(b, digit[no % 10]);
}

void render_heading_number(struct buf *b, int level, int no)
{
    BUG_ON(level < 1 || level > 4);
    if (level == 1) {
        han(b, no);
        buf_z(b, "、");
    } else if (level == 2) {
        buf_z(b, "（");
        han(b, no);
        buf_z(b, "）");
    } else if (level == 3) {
        buf_fmt(b, "%d.", no);
    } else {
        buf_fmt(b, "（%d）", no);
    }
}
