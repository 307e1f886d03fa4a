/* cli/cmd_serve.c - liandong serve: the district over HTTP, until SIGTERM or SIGINT. */
#include "api/api.h"
#include "base/fen.h"
#include "base/file.h"
#include "cli/law.h"

#include <signal.h>

enum { PEM_MAX = 1 << 20, MIB = 1 << 20, PORT_MAX = 65535 };

/* listen -> [ address ':' ] port; an IPv6 address stands in brackets */
static enum err_code read_listen(struct cli_run *r, struct api_config *c, struct err *err)
{
    const char *given = cli_text(r, "listen");
    struct str text = str_from(given ? given : "127.0.0.1:8080"), address = STR("127.0.0.1");
    size_t at = STR_NPOS;
    int64_t port;

    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == ':')
            at = i;
    if (at != STR_NPOS) {
        address = str_sub(text, 0, at);
        text = str_tail(text, at + 1);
    }
    if (address.n > 2 && address.p[0] == '[' && address.p[address.n - 1] == ']')
        address = str_sub(address, 1, address.n - 1);
    if (!fen_decimal(text, 0, &port) || port < 0 || port > PORT_MAX)
        return cli_usage(r, err, "--listen 应当写成 地址:端口，如 127.0.0.1:8080 或 [::1]:8080");
    c->address = str_dup(r->arena, address).p;
    c->port = (int)port;
    return ERR_OK;
}

static bool is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

static enum err_code read_tls(struct cli_run *r, struct api_config *c, struct err *err)
{
    const char *cert = cli_text(r, "cert"), *key = cli_text(r, "key");

    if (!cert && !key)
        return ERR_OK;
    if (!cert || !key)
        return cli_usage(r, err, "--cert 和 --key 要一起写");
    TRY(file_read(r->arena, cert, PEM_MAX, &c->cert, err));
    c->cert = str_dup(r->arena, c->cert);
    TRY(file_read(r->arena, key, PEM_MAX, &c->key, err));
    c->key = str_dup(r->arena, c->key);
    return ERR_OK;
}

static void read_limits(const struct cli_run *r, struct api_config *c)
{
    struct http_limits d = http_limits_default();

    c->limits.per_address = (int)cli_count(r, "per-address", d.per_address);
    c->limits.connections = (int)cli_count(r, "connections", d.connections);
    c->limits.upload_bytes = cli_count(r, "max-upload", d.upload_bytes / MIB) * MIB;
    c->threads = (int)cli_count(r, "threads", 0);
}

static enum err_code read_config(struct cli_run *r, struct api_config *c, struct err *err)
{
    TRY(read_listen(r, c, err));
    TRY(read_tls(r, c, err));
    read_limits(r, c);
    c->home = r->home;
    c->program = STR(CLI_VERSION);
    c->clock = r->clock;
    c->files_dir = cli_text(r, "pages");
    c->check_replies = cli_has(r, "check-replies");
    c->proxied = cli_has(r, "behind-proxy");
    if (is_loopback(c->address))
        return ERR_OK;
    if (cli_has(r, "token-file"))
        return cli_usage(r, err, "用 --token-file 时只能监听本机地址（127.0.0.1 或 [::1]）");
    if (c->cert.n == 0 && !c->proxied)
        return cli_usage(r, err,
                         "监听本机以外的地址时，口令不能明文传送：请用 --cert 和 --key，"
                         "或者放在 TLS 代理后面并用 --behind-proxy");
    return ERR_OK;
}

static void print_started(const struct cli_run *r, const struct api_config *c, int port)
{
    bool six = strchr(c->address, ':') != NULL;

    fprintf(r->out, "正在监听 http%s://%s%s%s:%d\n", c->cert.n > 0 ? "s" : "", six ? "[" : "",
            c->address, six ? "]" : "", port);
    fflush(r->out);
}

/* To the log: who waits for the address reads the one line above. */
static void print_first_wanted(const struct cli_run *r)
{
    fprintf(r->log, "还没有账户：请运行 liandong user first-code 得到首次运行码，建立三名管理员\n");
}

/* Signals are blocked before any thread starts, so that only sigwait takes them. */
static enum err_code run_until_told(struct cli_run *r, const struct api_config *c, struct err *err)
{
    struct api_server *server;
    struct diag_list diags;
    sigset_t wanted;
    enum err_code rc;
    int got;

    sigemptyset(&wanted);
    sigaddset(&wanted, SIGTERM);
    sigaddset(&wanted, SIGINT);
    pthread_sigmask(SIG_BLOCK, &wanted, NULL);
    diag_init(&diags, r->arena);
    rc = api_start(c, &server, &diags, err);
    cli_diags(r, r->log, DIAG_ERROR, &diags);
    if (rc == ERR_OK) {
        print_started(r, c, api_port(server));
        if (api_first_wanted(server) && !c->tokens)
            print_first_wanted(r);
        sigwait(&wanted, &got);
        fprintf(r->log, "正在停止：等待办理中的请求\n");
        api_stop(server);
    }
    pthread_sigmask(SIG_UNBLOCK, &wanted, NULL);
    return rc;
}

static enum err_code with_tokens(struct cli_run *r, struct api_config *c, struct err *err)
{
    struct api_tokens *tokens;
    enum err_code rc;

    if (!cli_has(r, "token-file"))
        return run_until_told(r, c, err);
    TRY(api_tokens_open(cli_text(r, "token-file"), c->law, &tokens, err));
    c->tokens = tokens;
    rc = run_until_told(r, c, err);
    api_tokens_close(tokens);
    return rc;
}

static enum err_code with_log(struct cli_run *r, struct api_config *c, struct err *err)
{
    const char *path = cli_text(r, "log");
    enum err_code rc;

    c->log = path && strcmp(path, "-") != 0 ? fopen(path, "ae") : r->log;
    if (!c->log) {
        err_set(err, ERR_IO, "cannot write %s", path);
        return err_set_zh(err, "不能写访问日志“%s”", path);
    }
    rc = with_tokens(r, c, err);
    if (c->log != r->log)
        fclose(c->log);
    return rc;
}

static enum err_code serve_run(struct cli_run *r, struct err *err)
{
    struct api_config c = {.home = NULL};
    enum err_code rc;

    TRY(read_config(r, &c, err));
    TRY(cli_law(r, &c.law, err));
    rc = with_log(r, &c, err);
    law_unref(c.law);
    return rc;
}

static const struct cli_option options[] = {
    {"listen", "地址:端口", CLI_TEXT, false,
     "在哪里监听（默认 127.0.0.1:8080；端口 0 为任一空闲端口）"},
    {"token-file", "文件", CLI_FILE, false,
     "除账户外，另认这些静态令牌（docs/serving.md）；试用用，只限监听本机"},
    {"behind-proxy", NULL, CLI_FLAG, false,
     "在 TLS 代理后面：来源以代理写的 X-Forwarded-For 为准，会话只经 TLS 传送"},
    {"cert", "文件", CLI_FILE, false, "TLS 证书（PEM，含中间证书）"},
    {"key", "文件", CLI_FILE, false, "TLS 私钥（PEM）"},
    {"pages", "目录", CLI_FOLDER, false, "网页文件所在的目录"},
    {"threads", "个数", CLI_COUNT, false, "办理请求的线程数（默认每核 8 个）"},
    {"connections", "个数", CLI_COUNT, false, "同时打开的连接最多几个（默认 4096）"},
    {"per-address", "个数", CLI_COUNT, false,
     "同一来源地址的连接最多几个（默认 128；在代理后面用 0，不限）"},
    {"max-upload", "MiB", CLI_COUNT, false, "上传的文件最大多少（默认 256）"},
    {"log", "文件", CLI_FILE, false, "访问日志，逐行 JSON，不含个人信息（默认写到标准错误）"},
    {"check-replies", NULL, CLI_FLAG, false, "逐一核对答复是否合于接口说明（测试用，较慢）"},
    {0},
};

static const struct cli_example examples[] = {
    {"liandong serve --pages web/app/dist", "在本机 8080 端口提供接口和网页，以账户登录"},
    {"liandong serve --listen 0.0.0.0:8443 --cert cert.pem --key key.pem", "用 TLS 对外提供"},
    {0},
};

const struct cli_command cli_cmd_serve = {
    .name = "serve",
    .summary = "以 HTTP 接口提供本辖区的数据和办理",
    .text =
        "人员以账户登录，系统用接口令牌（liandong user、liandong token）。接口说明在 /api/v1/openapi.json。收到 SIGTERM 后不再接受新连接，办完手头的请求再退出。",
    .option = options,
    .example = examples,
    .run = serve_run,
};
