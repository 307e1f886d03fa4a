#ifndef TESTS_API_TEST_H
#define TESTS_API_TEST_H
/*
 * tests/api/api_test.h - the tests of each resource, run in one program so that in the end it is known
 * which routes no test has called.
 */
#define API_TEST(name) void test_##name(void **state);
#include "tests.def"
#undef API_TEST

#endif
