/* base/french.h - the French of messages, in tables by area. Only base/french*.c includes it. */
#pragma once
#include "base/problem.h"

typedef struct Translation { const char *english, *french; } Translation;

/* Tables that end with a row of NULLs. */
const Translation *french_commands(void);
const Translation *french_site(void);
const Translation *french_outputs(void);
const Translation *french_serve(void);
const Translation *french_lua(void);
const Translation *french_templates(void);
const Translation *french_system(void);
