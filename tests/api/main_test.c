/* tests/api/main_test.c - runs the tests of the API, then asks for every route: was it answered? */
#include "api_fixture.h"
#include "api_test.h"

/* A call is counted when its reply has gone. */
static void every_route_was_called(void **state)
{
    size_t missing = 0;

    (void)state;
    for (size_t i = 0; i < api_nroute; i++) {
        for (int k = 0; k < 200 && api_answered(district.server, i) == 0; k++)
            usleep(1000);
        if (api_answered(district.server, i) > 0)
            continue;
        print_error("no test got an answer from %s (%s %.*s)\n", api_routes[i].id,
                    http_method_name(api_routes[i].method), STR_F(api_routes[i].path));
        missing++;
    }
    assert_int_equal(missing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define API_TEST(name) {#name, test_##name, NULL, NULL, NULL},
#include "tests.def"
#undef API_TEST
        cmocka_unit_test(every_route_was_called),
    };

    return cmocka_run_group_tests(tests, district_start, district_stop);
}
