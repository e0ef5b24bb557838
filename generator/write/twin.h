/* write/twin.h - the JSON twin of a page: index.json beside index.html.
 *
 *   { "url", "title", "short_title", "description", "summary", "kind", "type", "lang",
 *     "date", "updated", "first_commit", "last_commit", "licence", "licence_url", "publisher",
 *     "parent": {title, url}, "pages": [{title, url}] of a list, "terms": {name: [{title, url}]},
 *     "authors", "contacts", "keywords", "territories", "sources", "fields": {those of the type},
 *     "data": [{ name, title, value, mark, status, unit, formula, from: {file, line} }] }
 *
 * Keys without a value are left out. `url` is absolute. A number is written as it is shown: rounded
 * to the decimals of its column. `mark` is "missing", "not_applicable" or "secret"; `status` is "p",
 * "r" or "e". The text of the page is not repeated. */
#pragma once
#include "model/job.h"

/* Gives the twin of job->page, in job->arena; records what it read. */
bool write_twin(Job *job, Str *json);
