/* compute/given.h - what scripts give to the site: tables, indicators, figures, pages.
 *
 * While a script runs, all that it gives is added to the site and written down; the next build reads
 * it back when nothing that the script read has changed, and adds it again without running it.
 */
#pragma once
#include "model/pack.h"
#include "model/site.h"

typedef struct Given {
    Arena *arena;
    Site *site;
    Buf bytes;                  /* what was given so far                                          */
    Map tables;                 /* address of a table -> its number + 1 as a pointer              */
    Str file;                   /* of the last page: mostly one script                            */
    const Table *lent;          /* the last of give_lent()                                        */
    bool lends_others;          /* since then, another table was lent                             */
} Given;

Given given_start(Arena *arena, Site *site);

/* Each adds to the site; what has a name has one that is free. A page with a mistake is reported; its map
 * lives in `arena`. */
void give_table(Given *given, Table *table);
void give_indicator(Given *given, Indicator *indicator);
void give_figure(Given *given, Figure *figure);
void give_page(Given *given, Arena *arena, Place place, const ValueMap *map, Problems *problems);

/* Numbers a table before the pages that lend its rows: these are then read by themselves, by
 * unpack_page_map(), which gives the map of the page that give_page() wrote. */
void give_lent(Given *given, const Table *table);
bool unpack_page_map(Str bytes, Arena *arena, const PackTables *tables, const ValueMap **map);

/* Adds to the site what `bytes` say, which must live as long as the site. False, with nothing added,
 * when they are not what a script gave. */
bool given_again(Str bytes, Site *site, Problems *problems);
