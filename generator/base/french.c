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

    /* outputs: the published folder, its record */
    { "cannot open this folder: %s", "impossible d'ouvrir ce dossier : %s" },
    { "cannot make this folder: %s", "impossible de créer ce dossier : %s" },
    { "cannot remove what an earlier build left: %s",
      "impossible de retirer ce qu'une construction précédente a laissé : %s" },
    { "the destination must be a folder with a name of its own",
      "la destination doit être un dossier qui porte son propre nom" },
    { "this folder has files and was not made by Essor: nothing was changed",
      "ce dossier contient des fichiers et n'a pas été fait par Essor : rien n'a été modifié" },
    { "choose another destination, empty it, or add --force to write among its files",
      "choisissez une autre destination, videz-la, ou ajoutez --force pour écrire parmi ses fichiers" },
    { "cannot write this file: %s", "impossible d'écrire ce fichier : %s" },
    { "the disk does not take the files: %s", "le disque ne prend pas les fichiers : %s" },
    { "cannot write what the next build needs to know: %s",
      "impossible d'écrire ce que la prochaine construction doit savoir : %s" },
    { "it is not a record", "ce n'est pas un registre" },
    { "it is damaged", "il est abîmé" },
    { "another version of the program wrote it", "une autre version du programme l'a écrit" },
    { "the published folder is not the one that it describes",
      "le dossier publié n'est pas celui qu'il décrit" },
    { "the last build was stopped while it wrote its files",
      "la dernière construction a été arrêtée pendant qu'elle écrivait ses fichiers" },
};

const char *message(Language language, const char *english)
{
    if (language == FRENCH)
        for (size_t i = 0; i < sizeof FRENCH_MESSAGES / sizeof *FRENCH_MESSAGES; i++)
            if (!strcmp(FRENCH_MESSAGES[i].english, english))
                return FRENCH_MESSAGES[i].french;
    return english;
}
