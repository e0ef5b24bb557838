/* compute/rows.c - keeps what the function of essor.pages gave for each row. Called by bind_site.c. */
#include "compute/rows.h"

#include "compute/closure.h"

#include <lua.h>

/* Finds the rows of the same call of the last build, when they can serve. */
static void find_before(const State *state, RowsCall *call)
{
    Unpacker unpacker = unpacker_of(unpack_text(&state->rows->before));
    if (unpack_hash(&unpacker) != call->function || !str_equal(unpack_text(&unpacker), call->table->name))
        return;
    call->at = unpack_below(&unpacker, state->rows->given.length);
    unpack_number(&unpacker);
    if (!unpacker.failed)
        call->before = unpacker;
}

RowsCall rows_begin(lua_State *lua, const Table *table)
{
    const State *state = state_of(lua);
    RowsCall call = { .table = table, .kept = buf_new(state->keep) };
    call.pure = table->name.length && map_get(&state->site->table_by_name, table->name) == table &&
                closure_hash(lua, 2, CLOSURE_CONTENT, &call.function) && closure_hash(lua, 2, CLOSURE_NOW, &call.now);
    if (call.pure)
        give_lent(state->given, table);
    call.first = state->given->length;
    find_before(state, &call);
    return call;
}

/* A row as it stands: messages tell of its line, and its number is an argument. */
static Hash hash_of_row(const Table *table, int row)
{
    return hash_add(hash_add(table_row_hash(table, row), (Hash)row), (Hash)table_place(table, row).line);
}

bool rows_again(lua_State *lua, RowsCall *call, int row, Place place)
{
    const State *state = state_of(lua);
    call->start = state->given->length;
    call->row = hash_of_row(call->table, row);
    call->asked = state->reads->asked;
    if (!call->pure || call->before.at == call->before.end)
        return false;
    bool same = unpack_hash(&call->before) == call->row;
    uint64_t length = unpack_number(&call->before);
    Str bytes = str_slice(state->rows->given, call->at, call->at + (length >> 1));
    call->at += length >> 1;
    if (!same || !(length & 1) || bytes.length != length >> 1)
        return false;
    if (bytes.length && !give_page_again(state->given, state->scratch, place, call->table, bytes, state->problems))
        return false;
    arena_reset(state->scratch);
    state->rows->skipped++;
    return true;
}

void rows_called(lua_State *lua, RowsCall *call)
{
    Hash now;
    if (call->pure && (state_of(lua)->reads->asked != call->asked || !closure_hash(lua, 2, CLOSURE_NOW, &now) ||
                       now != call->now))
        call->pure = false;
}

void rows_keep(lua_State *lua, RowsCall *call)
{
    Given *given = state_of(lua)->given;
    if (!call->pure)
        return;
    pack_hash(&call->kept, call->row);
    pack_number(&call->kept, (given->length - call->start) << 1 | !given->lends_others);
    given->lends_others = false;
    call->count++;
}

void rows_end(lua_State *lua, RowsCall *call)
{
    State *state = state_of(lua);
    Buf head = buf_new(state->given->arena), start = buf_new(state->keep);
    if (call->pure) {
        pack_hash(&head, call->function);
        pack_text(&head, call->table->name);
        pack_number(&head, call->first);
        pack_number(&head, (uint64_t)call->count);
    } else {
        buf_clear(&call->kept);
    }
    pack_number(&start, head.length + call->kept.length);
    buf_add(&start, buf_str(&head));
    pieces_add(&state->rows->kept, state->keep, buf_end(&start));
    pieces_add(&state->rows->kept, state->keep, buf_end(&call->kept));
}
