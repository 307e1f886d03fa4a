/*
 * format/xlsx_zip.c - XML parts out of a zip that a stranger packed.
 *
 * Refused: encrypted parts, DTDs (and with them entities), a part that unpacks to more than it may,
 * tokens of more than a megabyte, nesting of more than 128.
 */
#include "format/xlsx_internal.h"

enum {
    PARTS_MAX = 10000,
    PIECE = 64 * 1024,
    TOKEN_MAX = 1024 * 1024,
    DEPTH_MAX = 128,
    RATIO_MAX = 200,
    RATIO_FROM = 16 * 1024 * 1024, /* below this no ratio is dangerous */
};

/* ---- the zip ---- */

static enum err_code fail(struct err *err, enum err_code code, const char *en, const char *zh)
{
    err_set(err, code, "xlsx: %s", en);
    return err_set_zh(err, "%s", zh);
}

static zip_t *open_bytes(struct str bytes)
{
    zip_error_t e;
    zip_source_t *source;
    zip_t *zip;

    zip_error_init(&e);
    source = zip_source_buffer_create(bytes.p, bytes.n, 0, &e);
    zip = source ? zip_open_from_source(source, ZIP_RDONLY, &e) : NULL;
    if (source && !zip)
        zip_source_free(source);
    zip_error_fini(&e);
    return zip;
}

enum err_code xlsx_zip_open(struct xlsx_zip *z, const char *path, struct str bytes, struct err *err)
{
    int code;

    z->zip = path ? zip_open(path, ZIP_RDONLY, &code) : open_bytes(bytes);
    if (!z->zip)
        return fail(err, ERR_INVALID, "not a zip",
                    "工作簿损坏或不完整，打不开，请重新保存或重新下载后再试");
    if (zip_get_num_entries(z->zip, 0) > PARTS_MAX)
        return fail(err, ERR_LIMIT, "too many parts", "工作簿中的部件太多，已拒绝打开");
    return ERR_OK;
}

void xlsx_zip_close(struct xlsx_zip *z)
{
    if (z->zip)
        zip_discard(z->zip);
    z->zip = NULL;
}

static bool locate(struct xlsx_zip *z, struct str name, zip_stat_t *ret)
{
    struct buf b = {0};
    zip_int64_t i;

    buf_str(&b, name);
    i = zip_name_locate(z->zip, buf_cstr(&b), ZIP_FL_NOCASE);
    buf_release(&b);
    return i >= 0 && zip_stat_index(z->zip, (zip_uint64_t)i, 0, ret) == 0;
}

bool xlsx_zip_has(struct xlsx_zip *z, struct str name, uint64_t *ret_bytes)
{
    zip_stat_t st;

    if (!locate(z, name, &st))
        return false;
    *ret_bytes = st.size;
    return true;
}

/* ---- XML ---- */

static const char *local_name(const char *name)
{
    const char *colon = strrchr(name, ':');

    return colon ? colon + 1 : name;
}

const char *xml_attr(const char **attr, const char *local)
{
    for (; attr[0]; attr += 2)
        if (strcmp(local_name(attr[0]), local) == 0)
            return attr[1];
    return NULL;
}

static void refuse(struct xml_part *p, const char *zh)
{
    p->refusal = zh;
    XML_StopParser(p->parser, XML_FALSE);
}

static void XMLCALL on_start(void *user, const char *name, const char **attr)
{
    struct xml_part *p = user;

    p->event = p->fed;
    if (++p->depth > DEPTH_MAX)
        refuse(p, "XML 嵌套太深");
    else if (p->handlers.start)
        p->handlers.start(p->user, local_name(name), attr);
}

static void XMLCALL on_end(void *user, const char *name)
{
    struct xml_part *p = user;

    p->event = p->fed;
    p->depth--;
    if (p->handlers.end)
        p->handlers.end(p->user, local_name(name));
}

static void XMLCALL on_text(void *user, const char *text, int n)
{
    struct xml_part *p = user;

    p->event = p->fed;
    if (p->handlers.text)
        p->handlers.text(p->user, (struct str){text, (size_t)n});
}

static void XMLCALL on_doctype(void *user, const char *name, const char *system_id,
                               const char *public_id, int has_internal)
{
    (void)name, (void)system_id, (void)public_id, (void)has_internal;
    refuse(user, "含有 DTD，正常的工作簿不会有");
}

static enum err_code fail_part(const struct xml_part *p, enum err_code code, const char *zh,
                               struct err *err)
{
    err_set(err, code, "xlsx part %.*s: refused", STR_F(p->name));
    return err_set_zh(err, "工作簿的部件 %.*s 读不下去：%s", STR_F(p->name), zh);
}

enum err_code xml_part_open(struct xml_part *p, struct xlsx_zip *z, struct str name,
                            struct err *err)
{
    zip_stat_t st;

    *p = (struct xml_part){.z = z, .name = name};
    if (!locate(z, name, &st))
        return fail_part(p, ERR_INVALID, "缺少这个部件", err);
    if (st.encryption_method != ZIP_EM_NONE)
        return fail_part(p, ERR_INVALID, "加了密码，请去掉密码后另存", err);
    p->packed = st.comp_size < z->file_bytes ? st.comp_size : z->file_bytes;
    p->file = zip_fopen_index(z->zip, st.index, 0);
    if (!p->file)
        return fail_part(p, ERR_INVALID, "压缩数据损坏或压缩方式不支持", err);
    p->parser = XML_ParserCreate(NULL);
    XML_SetUserData(p->parser, p);
    XML_SetElementHandler(p->parser, on_start, on_end);
    XML_SetCharacterDataHandler(p->parser, on_text);
    XML_SetStartDoctypeDeclHandler(p->parser, on_doctype);
    return ERR_OK;
}

void xml_part_close(struct xml_part *p)
{
    if (p->file)
        zip_fclose(p->file);
    if (p->parser)
        XML_ParserFree(p->parser);
    p->file = NULL;
    p->parser = NULL;
}

void xml_part_suspend(struct xml_part *p)
{
    XML_StopParser(p->parser, XML_TRUE);
}

static enum err_code check_size(struct xml_part *p, struct err *err)
{
    if (p->z->unpacked > p->z->limits.unpacked_bytes)
        return fail_part(p, ERR_LIMIT, "解压后的内容超过上限", err);
    if (p->fed > RATIO_FROM && p->fed / RATIO_MAX > p->packed)
        return fail_part(p, ERR_LIMIT, "压缩比异常（疑似压缩炸弹）", err);
    if (p->fed - p->event > TOKEN_MAX)
        return fail_part(p, ERR_LIMIT, "一个标记超过 1 MiB", err);
    return ERR_OK;
}

/* Hands the next piece to the parser; an empty piece is the end. */
static enum err_code feed(struct xml_part *p, enum XML_Status *ret, struct err *err)
{
    void *piece = XML_GetBuffer(p->parser, PIECE);
    zip_int64_t n = piece ? zip_fread(p->file, piece, PIECE) : -1;

    if (n < 0)
        return fail_part(p, ERR_INVALID, "压缩数据损坏", err);
    p->fed += (uint64_t)n;
    p->z->unpacked += (uint64_t)n;
    TRY(check_size(p, err));
    *ret = XML_ParseBuffer(p->parser, (int)n, n == 0);
    p->done = n == 0;
    return ERR_OK;
}

enum err_code xml_part_step(struct xml_part *p, struct err *err)
{
    enum XML_Status status = XML_STATUS_OK;

    if (p->suspended) {
        p->suspended = false;
        status = XML_ResumeParser(p->parser);
    }
    while (status == XML_STATUS_OK && !p->done)
        TRY(feed(p, &status, err));
    if (status == XML_STATUS_ERROR) {
        struct buf b = {0};

        buf_fmt(&b, "%s（第 %lu 行）", p->refusal ? p->refusal : "XML 损坏",
                (unsigned long)XML_GetCurrentLineNumber(p->parser));
        (void)fail_part(p, ERR_INVALID, buf_cstr(&b), err);
        buf_release(&b);
        return ERR_INVALID;
    }
    p->suspended = status == XML_STATUS_SUSPENDED;
    return ERR_OK;
}

enum err_code xml_part_read(struct xlsx_zip *z, struct str name,
                            const struct xml_handlers *handlers, void *user, struct err *err)
{
    struct xml_part p;
    enum err_code rc = xml_part_open(&p, z, name, err);

    p.handlers = *handlers;
    p.user = user;
    if (rc == ERR_OK)
        rc = xml_part_step(&p, err);
    xml_part_close(&p);
    return rc;
}
