#ifndef TESTS_API_TEST_H
#define TESTS_API_TEST_H
/*
 * tests/api/api_test.h - the tests of each resource, run in one program so that in the end it is known
 * which routes no test has called.
 */
#define API_TESTS(X)                                                                               \
    X(open_routes)                                                                                 \
    X(nobody_gets_in)                                                                              \
    X(capabilities_are_asked_for)                                                                  \
    X(me)                                                                                          \
    X(bad_requests) X(problems_have_codes) X(document_names_every_route)                           \
        X(types_name_every_schema) X(records_are_listed_by_pages) X(records_are_masked)            \
            X(organs_see_their_own_records) X(import_goes_through) X(import_of_nonsense_fails)     \
                X(imports_are_their_owners) X(clues_are_listed_by_pages) X(clues_are_filtered)     \
                    X(clue_is_shown) X(organs_see_their_own_clues) X(clue_is_decided_on)           \
                        X(clue_is_merged) X(clue_is_rebutted) X(matter_is_opened_on_a_clue)        \
                            X(rules) X(rule_is_checked) X(rule_is_tried) X(procedures)             \
                                X(matter_is_opened_and_acted_on) X(stale_act_is_refused)           \
                                    X(matter_moves_to_the_law_in_force) X(same_key_is_done_once)   \
                                        X(same_key_for_decisions) X(matters_are_for_their_organs)  \
                                            X(matters_are_listed_by_pages) X(duties) X(deadlines)  \
                                                X(deadline_is_computed) X(heads_and_proofs)        \
                                                    X(organs) X(audit) X(events_reach_who_may_see) \
                                                        X(events_go_on_where_they_stopped)         \
                                                            X(acts_of_many_at_once)

#define X(name) void test_##name(void **state);
API_TESTS(X)
#undef X

#endif
