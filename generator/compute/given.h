/* compute/given.h - what scripts give to the site: tables, indicators, figures, pages.
 *
 * While a script runs, all that it gives is written down and added to the site; the next build reads
 * it back when nothing that the script read has changed, and adds it again without running it. What is
 * written stays where it is, and pages are views of it: their texts and their front matter are nowhere else.
 */
#pragma once
#include "base/pieces.h"
#include "model/pack.h"
#include "read/page.h"

typedef struct Given {
    Arena *arena;               /* of the script                                                  */
    Site *site;
    Pieces pieces;              /* what was given so far, as long as the site                     */
    uint64_t length;
    Buf gift;                   /* the one that is being written                                  */
    char *room, *end;           /* of the last piece                                              */
    Map tables;                 /* address of a table -> its number + 1 as a pointer              */
    Str file;                   /* of the last page: mostly one script                            */
    const Table *lent;          /* the last of give_lent()                                        */
    bool lends_others;          /* since then, another table was lent                             */
} Given;

Given given_start(Arena *arena, Site *site);

/* Each adds to the site; what has a name has one that is free. A page with a mistake is reported; its map,
 * and what is needed meanwhile, live in `arena`. */
void give_table(Given *given, Table *table);
void give_indicator(Given *given, Indicator *indicator);
void give_figure(Given *given, Figure *figure);
void give_page(Given *given, Arena *arena, Place place, const ValueMap *map, Problems *problems);

/* Numbers a table before the pages that lend its rows: these can then be given again by themselves. */
void give_lent(Given *given, const Table *table);

/* Gives the page that `bytes` say, which give_page() wrote in the last build after give_lent(lent), and which
 * live as long as the site. False, with nothing given, when they say no such page. */
bool give_page_again(Given *given, Arena *arena, Place place, const Table *lent, Str bytes, Problems *problems);

/* Adds to the site what `bytes` say, which must live as long as the site. False, with nothing added,
 * when they are not what a script gave. */
bool given_again(Str bytes, Site *site, Problems *problems);
