/* write/page.h - one page: text -> HTML, in the job of one worker. */
#pragma once
#include "model/job.h"
#include "read/source.h"

/* Makes the HTML of job->page, number job->number of its list: reads its text, parses it, renders it
 * into job->content, renders its template. Fills the job's links, anchors, attachments. The bytes
 * live in job->arena. False after a problem. */
bool write_page(Job *job, const Source *source, Str *html);
