/* commands/former.h - the site of the last build. */
#pragma once
#include "commands/site.h"

/* The site as the last build linked it, from what that build kept, with its inputs; NULL when that is not
 * known. */
Site *build_former(const Build *build, const Inputs **inputs);
