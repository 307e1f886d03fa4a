#ifndef IDENTITY_DIRECTORY_H
#define IDENTITY_DIRECTORY_H
/*
 * identity/directory.h - organs and people as a workbook that an office can fill in, out and in again.
 *
 * Sheet 机关: 代号 名称 简称 别名 类别 上级 行政区划代码 统一社会信用代码 机关代字 执法领域.  Organs are law: what is
 * read becomes the text of a file of law/organ, which a person puts there.
 * Sheet 人员: 登录名 姓名 机关 (状态 and 岗位 are written and not read: an import grants nothing).
 * Columns may stand in any order; lists in a cell are separated by 、.  A file is taken whole or not
 * at all; each thing that is wrong is named by sheet, row and column.
 */
#include "base/vec.h"
#include "identity/user.h"

struct directory_problem {
    struct str sheet;  /* empty for a CSV file */
    int64_t line;      /* 0: the sheet as a whole */
    size_t no;         /* of the row in the file, over all sheets */
    struct str column; /* empty: the row as a whole */
    struct str zh;
};
struct directory_problems {
    VEC(struct directory_problem) v; /* in the order of the file */
};
/* 工作表“人员”第 5 行“机关”列：没有机关“…” */
void directory_problem_print(struct buf *b, const struct directory_problem *p);

struct directory_user {
    struct identity_user_new user; /* organ: id */
    struct str sheet;
    int64_t line;
    size_t no;
};
struct directory_users {
    VEC(struct directory_user) v;
};

/* Reads the people of a file against the organs of the law.  What is wrong with its content are
 * problems; ERR_… is a file that cannot be read at all.  Texts live in a. */
MUST_CHECK enum err_code directory_read_users(const struct law *law, const char *path,
                                              struct arena *a, struct directory_users *ret,
                                              struct directory_problems *problems, struct err *err);

struct directory_made {
    struct str login, password;
};
struct directory_result {
    VEC(struct directory_made) made; /* new accounts with their temporary passwords */
    int64_t same;                    /* were there as the file has them */
};
/* Makes the accounts that are not there, all or none; those that are there must be as the file says,
 * else a problem.  With any problem nothing is made. */
MUST_CHECK enum err_code directory_import_users(struct identity *id, const struct identity_who *by,
                                                const struct directory_users *users,
                                                struct arena *a, struct directory_result *ret,
                                                struct directory_problems *problems,
                                                struct err *err);

/* Reads the organs of a file and writes them as the text of a file of law/organ.  The text is proven
 * to load. */
MUST_CHECK enum err_code directory_read_organs(const char *path, struct arena *a, struct buf *yaml,
                                               int64_t *ret_n, struct directory_problems *problems,
                                               struct err *err);

/* Writes both sheets. */
MUST_CHECK enum err_code directory_write(struct identity *id, const char *path, struct err *err);

#endif
