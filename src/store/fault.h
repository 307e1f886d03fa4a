#ifndef STORE_FAULT_H
#define STORE_FAULT_H
/*
 * store/fault.h - a driver for tests that fails when told to, and otherwise does what the driver
 * below it does.  A failing call does nothing else: what was to be written is not.
 *
 * The caller owns the setting, which must outlive the store, and may change it at any time.
 */
#include "store/driver.h"

struct store_fault {
    const struct store_driver *below;
    int64_t calls;      /* fallible calls seen so far */
    int64_t fail_at;    /* the call that fails, counted from 1; 0: none */
    bool stay_broken;   /* every later call fails too: the disk is gone */
    bool killed;        /* the failing call ends the program, as a kill there would */
    enum err_code code; /* what it fails with */
};

/* Use with store_open_with((struct store_backend){&store_faulty, &fault}, …). */

#endif
