/* render/qr.c - a QR code (GB/T 18284) as dark squares. */
#include "render/layout_internal.h"

#include <errno.h>
#include <qrencode.h>

/* Dark modules that stand side by side are one box. */
static void dark_row(struct layout *l, struct page *p, const unsigned char *row, int n,
                     struct page_box box)
{
    double module = box.height, x = box.x;

    for (int i = 0; i < n; i++) {
        int from = i;

        while (i < n && row[i] & 1)
            i++;
        box.x = x + from * module;
        box.width = (i - from) * module;
        if (i > from)
            draw_box(l, p, box);
    }
}

enum err_code layout_code(struct layout *l, struct page *p, double x, double y, struct err *err)
{
    const double size = MM(16);
    char *bytes = arena_cstr(l->a, l->doc->qr.p, l->doc->qr.n);
    QRcode *code = QRcode_encodeString8bit(bytes, 0, QR_ECLEVEL_M);

    if (!code) {
        err_set(err, ERR_LIMIT, "no code: %zu bytes, errno %d", l->doc->qr.n, errno);
        return err_set_zh(err, "二维码的内容太长，不能生成");
    }
    for (int i = 0; i < code->width; i++)
        dark_row(
            l, p, code->data + (size_t)i * (size_t)code->width, code->width,
            (struct page_box){x, y + i * size / code->width, 0, size / code->width, PAGE_BLACK});
    QRcode_free(code);
    return ERR_OK;
}
