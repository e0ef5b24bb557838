/* compute/rows.h - essor.pages calls its function only for the rows that have changed.
 *
 * What a function gives for a row can be kept when calling it is like looking up: it changes nothing
 * that it can reach (closure_hash() is the same after each call) and asks the site for nothing. It is
 * given again for a row that has not changed, at the same place of the same table, to a function that
 * can reach the same. Where any of this does not hold, all rows are called: a function that counts its
 * calls, or that looks up other rows of the table.
 *
 * For each call of essor.pages, in order, a text; empty when nothing can be kept, else:
 *
 *     hash      of the function
 *     text      the name of the table
 *     number    where its pages start in what the script gave (given.c)
 *     number    of rows, then for each: a hash, its length there * 2 + whether it can be kept
 */
#pragma once
#include "base/pack.h"
#include "base/pieces.h"
#include "model/site.h"

struct lua_State;

typedef struct Rows {           /* of one script                                                  */
    Unpacker before;            /* what the last build kept of its calls                          */
    Str given;                  /* and of what it gave                                            */
    Pieces kept;                /* of this build, as long as the site                             */
    int skipped;                /* rows that were given again                                     */
} Rows;

typedef struct RowsCall {       /* one call of essor.pages                                        */
    const Table *table;
    bool pure;                  /* its function can be left out so far                            */
    Hash function, now;         /* what it can reach, as content and at a glance                  */
    int asked;                  /* Reads.asked before a call                                      */
    Unpacker before;            /* the rows of the last build that are still to come              */
    uint64_t at;                /* where the next one's page starts                               */
    Hash row;                   /* the row at hand                                                */
    uint64_t start;             /* where its page starts                                          */
    int count;
    uint64_t first;
    Buf kept;
} RowsCall;

/* Starts a call: the table and its function stand at 1 and 2. */
RowsCall rows_begin(struct lua_State *lua, const Table *table);

/* Starts a row. True when what the function gives for it is known: it was given again. Else the function is
 * to be called; rows_called() then checks the call. */
bool rows_again(struct lua_State *lua, RowsCall *call, int row, Place place);
void rows_called(struct lua_State *lua, RowsCall *call);

/* Ends a row, once its page is given; ends the call. */
void rows_keep(struct lua_State *lua, RowsCall *call);
void rows_end(struct lua_State *lua, RowsCall *call);
