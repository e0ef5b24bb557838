/* render/markdown.h - a Doc to HTML, with French typography, ids, footnotes, directives. */
#pragma once
#include "model/job.h"

/* Renders job->doc into `out` and fills the `html` of its headings. False after a problem. */
bool render_markdown(Job *job, Buf *out);
