/*
 * tests/fuzz/document_fuzz.c - documents out of any bytes.  The first byte says what they are: 't', a
 * file of law/template beside a small sound law, whose templates are filled from the procedure's
 * example; otherwise the text of a document, which is read, printed and read again to the same
 * bytes, laid out and packed.
 */
#include "base/bug.h"
#include "law/check.h"
#include "render/docx.h"
#include "render/pdf.h"
#include "service/document/example.h"
#include "service/document/text.h"

#define TEXT(name, text)              \
    {                                 \
        {"" name, sizeof(name) - 1},  \
        {                             \
            "" text, sizeof(text) - 1 \
        }                             \
    }

static const struct law_text sound[] = {
    TEXT("law/source/a.yaml", "- {id: a, title: 某法, alias: [甲法], status: 现行, read: yes}\n"),
    TEXT("law/organ/a.yaml",
         "- {id: o, name: 某局, kind: agency, region: 110109, doc_prefix: [某]}\n"
         "- {id: p, name: 某院, kind: procuratorate, region: 110109}\n"),
    TEXT("law/procedure/a.yaml",
         "id: a\nname: 甲程序\nmechanism: 某\nbasis: []\nverified: no\n"
         "roles: [{name: 机关, kinds: [agency]}, {name: 院, kinds: [procuratorate]}]\n"
         "fields: [{name: 甲, type: 文本}, {name: 乙, type: 金额}, {name: 丙, type: 日期},"
         " {name: 丁, type: 布尔}]\n"
         "states: [{name: 始}, {name: 终, final: yes}]\n"
         "acts:\n"
         "  - {name: 开, by: 机关, opens: yes, to: 始, need: [甲, 乙], may: [丙, 丁], names: [院],"
         " makes: [书]}\n"
         "  - {name: 关, by: 机关, from: 始, to: 终}\n"
         "examples:\n"
         "  - name: 例\n"
         "    steps:\n"
         "      - {at: 2024-01-01, act: 开, fields: {甲: 文, 乙: 1元}}\n"
         "      - {at: 2024-01-02, act: 关}\n"),
};
enum { NSOUND = sizeof(sound) / sizeof(sound[0]) };

/* NULL where the fonts are not installed: then nothing is laid out. */
static const struct render_fonts *fonts(void)
{
    static struct render_fonts *opened;
    static bool tried;
    struct err err;

    if (!tried && render_fonts_open(NULL, false, &opened, &err) != ERR_OK)
        opened = NULL;
    tried = true;
    return opened;
}

static void fill_all(const struct law *law, struct arena *a, struct diag_list *diags)
{
    struct matter_plan plan;
    struct err err;

    law_check(law, diags);
    if (matter_plan_make(law, law->procedure[0], a, diags, &plan, &err) == ERR_OK)
        document_check_examples(&plan, fonts(), diags);
}

static void template_file(struct str bytes)
{
    struct law_text file[NSOUND + 1];
    struct arena a;
    struct diag_list diags;
    struct err err;
    struct law *law = NULL;
    struct buf b = {0};

    memcpy(file, sound, sizeof(sound));
    file[NSOUND] = (struct law_text){STR("law/template/a.yaml"), bytes};
    arena_init(&a, 0);
    diag_init(&diags, &a);
    if (law_parse(file, NSOUND + 1, &law, &diags, &err) == ERR_OK)
        fill_all(law, &a, &diags);
    diag_print_all(&b, &diags);
    buf_release(&b);
    law_unref(law);
    arena_release(&a);
}

static void read_back(const struct render_doc *doc, struct arena *a)
{
    struct buf first = {0}, second = {0};
    struct render_doc again;
    struct err err;

    document_text_print(&first, doc);
    BUG_ON(document_text_read(buf_view(&first), a, &again, &err) != ERR_OK);
    document_text_print(&second, &again);
    BUG_ON(!str_eq(buf_view(&first), buf_view(&second)));
    buf_release(&first);
    buf_release(&second);
}

static void document_text(struct str bytes)
{
    struct arena a;
    struct render_doc doc;
    struct buf pdf = {0}, docx = {0};
    struct err err;

    arena_init(&a, 0);
    if (document_text_read(bytes, &a, &doc, &err) == ERR_OK) {
        read_back(&doc, &a);
        if (fonts() && render_pdf_of(fonts(), &doc, STR(""), &pdf, &err) == ERR_OK)
            BUG_ON(pdf.n == 0);
        BUG_ON(render_docx(&doc, &docx, &err) != ERR_OK);
    }
    buf_release(&pdf);
    buf_release(&docx);
    arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data + 1, size - 1};

    if (size == 0)
        return 0;
    if (data[0] == 't')
        template_file(bytes);
    else
        document_text(bytes);
    return 0;
}
