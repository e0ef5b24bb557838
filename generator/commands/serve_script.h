/* commands/serve_script.h - the script that pages get when they are previewed: the text of serve.js. */
#pragma once
#include "base/str.h"

Str serve_script(void);
