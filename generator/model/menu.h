/* model/menu.h - the menus of site.toml, with the pages that they lead to. */
#pragma once
#include "model/site.h"

/* Fills site->menus, items by weight, then as written. An item that leads to no file of content/ is a
 * problem (E0613). Once, when pages have their URLs and their hashes. */
void link_menus(Site *site, Problems *problems);
