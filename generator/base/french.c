/* base/french.c - the French of every message, keyed by its English format.
 *
 * A translation uses the same conversions in the same order as the English: a test compares them,
 * and finds formats that have no translation. Looked up only when a problem is reported or a
 * command speaks, so a linear search is enough.
 */
#include "base/problem.h"

#include <string.h>

typedef struct Translation { const char *english, *french; } Translation;

static const Translation FRENCH_MESSAGES[] = {
    { "did you mean '%.*s'?", "vouliez-vous dire « %.*s » ?" },
    { "known: %.*s", "connus : %.*s" },
    { "known: %.*s...", "connus : %.*s..." },
};

const char *message(Language language, const char *english)
{
    if (language == FRENCH)
        for (size_t i = 0; i < sizeof FRENCH_MESSAGES / sizeof *FRENCH_MESSAGES; i++)
            if (!strcmp(FRENCH_MESSAGES[i].english, english))
                return FRENCH_MESSAGES[i].french;
    return english;
}
