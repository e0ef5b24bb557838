/* commands/serve_problems.h - mistakes as the preview shows them over a page. */
#pragma once
#include "read/source.h"

/* What stops a site: its errors, all problems when `strict`. As commands/serve.js wants it; "{}" when there
 * is none. Texts are in the language of the problems. */
Str problems_json(Arena *arena, const Problems *problems, const Source *source, bool strict);
