/* render/template_run.h - runs a compiled template in the Lua state of a worker. */
#pragma once
#include "render/template_file.h"

/* Appends to `out` what the template prints for the job; each state loads each template once. False
 * after a problem. */
bool template_run(Job *job, const TemplateFile *file, Buf *out);

