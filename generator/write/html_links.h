/* write/html_links.h - the links and anchors that a page really has, told from its HTML. */
#pragma once
#include "model/job.h"

/* Adds to job->ids every id of `html`, and to job->links every link to this site that is not there
 * already: those that templates and figures write, whose place is not known (file "", line 0). "#a" is
 * left out when the page has it. Tells of each link which page's address it is. */
void collect_links(Job *job, Str html);

/* Sets job->ids alone; of the job, only the arena is used. */
void collect_ids(Job *job, Str html);
