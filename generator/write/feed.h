/* write/feed.h - Atom feeds: of the site, a section, a term.
 *
 * Entries are the dated pages, newest first, at most [feeds] limit. An entry's id is a tag: URI made
 * of host, date of publication and path, which does not change when the site moves to another folder.
 * Source: RFC 4287 (Atom), RFC 4151 (tag URIs). */
#pragma once
#include "model/job.h"

/* Gives the feed of job->page (home, section or term), published at `path`, in job->arena. */
bool write_feed(Job *job, Str path, Str *xml);
