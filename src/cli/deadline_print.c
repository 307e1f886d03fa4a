/* cli/deadline_print.c - see deadline_print.h. */
#include "cli/deadline_print.h"

void deadline_length(struct buf *b, const struct law_deadline *d)
{
    if (d->length.n > 0)
        law_length_print(b, d->length);
    else
        buf_str(b, d->term);
}

static void head_text(struct buf *b, const struct law_due *due)
{
    const struct law_deadline *d = due->deadline;

    buf_fmt(b, "%.*s  %.*s：%.*s\n", STR_F(d->id), STR_F(d->who), STR_F(d->act));
    buf_fmt(b, "依据  %.*s %.*s\n", STR_F(d->basis.source->title), STR_F(d->basis.article));
    buf_z(b, due->back ? "至迟  " : "期满  ");
    if (due->stopped)
        buf_z(b, "已停止计算，待恢复后确定");
    else
        law_due_print(b, due);
    buf_char(b, '\n');
    if (d->forbids.n > 0)
        buf_fmt(b, "此前不得  %.*s\n", STR_F(d->forbids));
}

static void others_text(struct buf *b, const struct law_due *due)
{
    for (size_t i = 0; i < due->other.n; i++) {
        const struct law_due_other *o = &due->other.at[i];

        buf_fmt(b, "另一版  %.*s %.*s：", STR_F(o->deadline->basis.source->title),
                STR_F(o->deadline->basis.article));
        if (o->code == ERR_OK) {
            day_print(b, o->last);
            buf_z(b, " 期满；");
        }
        buf_fmt(b, "%.*s\n", STR_F(o->why));
    }
}

void due_text(struct buf *b, const struct law_due *due)
{
    head_text(b, due);
    buf_z(b, "计算\n");
    for (size_t i = 0; i < due->step.n; i++) {
        const struct law_step *s = &due->step.at[i];

        buf_fmt(b, "  %zu. %.*s", i + 1, STR_F(s->text));
        if (s->basis.n > 0)
            buf_fmt(b, "〔%.*s〕", STR_F(s->basis));
        buf_char(b, '\n');
    }
    for (size_t i = 0; i < due->warning.n; i++)
        buf_fmt(b, "注意  %.*s\n", STR_F(due->warning.at[i]));
    others_text(b, due);
}
