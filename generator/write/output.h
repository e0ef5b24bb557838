/* write/output.h - from an Output to its bytes: which writer makes which file. */
#pragma once
#include "model/job.h"
#include "read/source.h"

/* Adds to site->outputs the files of the whole site that depend on how many pages there are or on the
 * configuration, where site_link did not: sitemaps, robots.txt, recherche.json, _redirects,
 * redirects-nginx.map, the downloads of published tables. Sorts the outputs again. manifest.json is
 * not among them: it is written last (write/manifest.h). */
void add_site_outputs(Site *site);

/* Makes the bytes of an output in job->arena; the job has the output's page and number. False after
 * a problem. */
bool make_output(Job *job, const Source *source, const Output *output, Str *bytes);
