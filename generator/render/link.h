/* render/link.h - where a link of the site leads.
 *
 * Written "../x.md#anchor" or "photo.jpg" (relative to the file), "@/dir/x.md" (from content/),
 * "/x/" (a URL of the site), "#anchor", or absolute. */
#pragma once
#include "model/job.h"

/* Gives the URL to publish for `target`, written at `place` in a text whose relative links start at
 * `folder` ("content/etudes"). Records the page or file it leads to, and remembers the anchor for the
 * check of the whole site. False after a problem: nothing there (nearest named), unsafe scheme. */
bool render_link(Job *job, Str folder, Place place, Str target, Str *out);

/* The same for an image, which must be a file of the site: gives also that file, for its size. */
bool render_image_link(Job *job, Str folder, Place place, Str target, Str *out,
                       const SourceFile **file);
