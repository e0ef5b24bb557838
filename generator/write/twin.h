/* write/twin.h - the JSON twin of a page: index.json beside index.html.
 *
 *   { "url", "title", "short_title", "description", "summary", "kind", "type", "lang", "date", "updated",
 *     "licence", "licence_url", "publisher", "parent": {title, url}, "pages": [{title, url}] of a list,
 *     "terms": {taxonomy: [{title, url}]}, "authors", "contacts", "keywords", "territories", "sources",
 *     "fields": {those of the type},
 *     "data": [{ name, title, value, shown, mark, status, unit, formula }] of a page made from a row,
 *     "from": { table, title, file, field, producer, dataset, vintage, source_url } of that row }
 *
 * Keys without a value are left out. URLs are absolute. `value` is exact, null for a mark; `shown` is
 * the number as the page shows it; `mark` is "missing", "not_applicable" or "secret"; `status` is "p",
 * "r" or "e". The text of the page is not repeated, nor dates that a commit alone would change. */
#pragma once
#include "model/job.h"

/* Gives the twin of job->page, in job->arena; records what it read. */
bool write_twin(Job *job, Str *json);
