/* read/site.h - reads all inputs of a site: pages, tables, files. One job per file. */
#pragma once
#include "read/inputs.h"

/* Fills site->pages, by_path, by_source, sections, tables, files from the inputs; the cascade
 * is applied. An x.csv is a table with the description x.toml beside it; other files go beside the
 * output of the page whose folder they are in. Two tables of one name are an error (E0350). Pages that are drafts, scheduled or expired are
 * left out unless the configuration wants them. False when any input has a problem; the site then
 * holds what could be read. `keeps` has one arena per worker. Each input has then its hash, and its form
 * when it gave no problem. */
bool read_site(Site *site, Inputs *inputs, int threads, Arena **keeps, Problems *problems);
