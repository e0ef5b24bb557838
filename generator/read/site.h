/* read/site.h - reads all inputs of a site: pages, tables, files. One job per file. */
#pragma once
#include "model/site.h"
#include "read/source.h"

/* Fills site->pages, tables, files from the source. Pages that are drafts, scheduled or expired are
 * left out unless the configuration wants them. False when any input has a problem; the site then
 * holds what could be read. `keeps` has one arena per worker. */
bool read_site(Site *site, const Source *source, int threads, Arena **keeps, Problems *problems);
