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
    { "this file would be published as '%.*s', which Essor writes",
      "ce fichier serait publié sous le nom « %.*s », qu'Essor écrit lui-même" },
    { "give it another name", "donnez-lui un autre nom" },
    { "nothing makes this output", "rien ne fabrique ce fichier" },
    { "the link '%.*s' leads to no page of the site", "le lien « %.*s » ne mène à aucune page du site" },
    { "the page '%.*s' has no anchor '%.*s'", "la page « %.*s » n'a pas d'ancre « %.*s »" },

    /* figures */
    { "a figure has no key '%.*s'", "une figure n'a pas de clé « %.*s »" },
    { "'%.*s' of a figure is a %s, it must be a %s", "« %.*s » d'une figure est de la forme « %s », il faut « %s »" },
    { "text or list of texts", "texte ou liste de textes" },
    { "a figure has no '%.*s'", "une figure n'a pas de « %.*s »" },
    { "'title' says the message, 'reading' reads one value aloud",
      "« title » dit le message, « reading » lit une valeur à voix haute" },
    { "'%.*s' names a column of its table", "« %.*s » nomme une colonne de son tableau" },
    { "'table' holds the rows to show", "« table » contient les lignes à montrer" },
    { "a figure has no kind '%.*s'", "il n'y a pas de figure de genre « %.*s »" },
    { "there is no table '%.*s'", "il n'y a pas de tableau « %.*s »" },
    { "the table of the figure has no column '%.*s' ('%.*s')",
      "le tableau de la figure n'a pas de colonne « %.*s » (« %.*s »)" },
    { "column '%.*s' ('%.*s') holds no numbers", "la colonne « %.*s » (« %.*s ») ne contient pas de nombres" },
    { "say type = \"number\" in the description of its table",
      "écrivez type = \"number\" dans la description de son tableau" },
    { "the figure shows no '%.*s' ('%.*s')", "la figure ne montre pas de « %.*s » (« %.*s »)" },
    { "only dots and lines may have a 'start'", "seuls les points et les courbes peuvent avoir un « start »" },
    { "bars start at zero, since their length is what is read",
      "les barres partent de zéro, puisque c'est leur longueur qui se lit" },
    { "a figure has no order '%.*s'", "une figure n'a pas d'ordre « %.*s »" },
    { "rows %d and %d of the table are both '%.*s'", "les lignes %d et %d du tableau sont toutes deux « %.*s »" },
    { "a figure shows one value per label: filter its table first",
      "une figure montre une valeur par libellé : filtrez d'abord son tableau" },
    { "a figure draws at most %d rows, its table has %d",
      "une figure dessine au plus %d lignes, son tableau en a %d" },
    { "filter the table, or say 'limit'", "filtrez le tableau, ou donnez « limit »" },
    { "the table of the figure has no row to draw", "le tableau de la figure n'a aucune ligne à dessiner" },
    { "dots have at most 2 references, here %d", "des points ont au plus 2 références, ici %d" },
    { "the first is a solid line, the second a dashed one", "la première est un trait plein, la seconde des tirets" },
    { "hollow dots have no 'hollow_label'", "les points creux n'ont pas de « hollow_label »" },
    { "say what they stand for: hollow_label = \"intercommunalité\"",
      "dites ce qu'ils représentent : hollow_label = \"intercommunalité\"" },
    { "'start' is above the lowest value", "« start » est au-dessus de la plus petite valeur" },
    { "every value must stand on the axis", "chaque valeur doit tenir sur l'axe" },
    { "'%.*s' is no year and no date, lines need one ('time')",
      "« %.*s » n'est ni une année ni une date, il en faut une aux courbes (« time »)" },
    { "a line has one value per time: name its column in 'series'",
      "une courbe a une valeur par date : nommez sa colonne dans « series »" },
    { "a break has no 'time' or no 'text'", "une rupture n'a pas de « time » ou pas de « text »" },
    { "breaks = { { time = 2019, text = \"nouveau périmètre\" } }",
      "breaks = { { time = 2019, text = \"nouveau périmètre\" } }" },
    { "lines have 'series' or several 'values', not both",
      "des courbes ont « series » ou plusieurs « values », pas les deux" },
    { "a figure has at most %d lines, here %d", "une figure a au plus %d courbes, ici %d" },
    { "filter the table to the lines that carry the message", "ne gardez que les courbes qui portent le message" },
    { "'%.*s' is below zero: a piece cannot be", "« %.*s » est négatif : une part ne peut pas l'être" },
    { "draw 'bars' instead of a 'stack'", "dessinez « bars » au lieu de « stack »" },
    { "the pieces of the whole make %s %%, not 100 %%", "les parts du tout font %s %%, pas 100 %%" },
    { "name the row of the total in 'total', or draw 'bars'",
      "nommez la ligne du total dans « total », ou dessinez « bars »" },
    { "the pieces of the whole are all zero", "les parts du tout sont toutes nulles" },
    { "a bar has at most %d pieces, here %d", "une barre a au plus %d parts, ici %d" },
    { "bring the smallest together in one row, or draw 'bars'",
      "réunissez les plus petites en une ligne, ou dessinez « bars »" },
    { "the region '%.*s' has two rows", "la région « %.*s » a deux lignes" },
    { "'%.*s' ('%.*s') is no code of a metropolitan region",
      "« %.*s » (« %.*s ») n'est pas un code de région métropolitaine" },
    { "a tile map needs 1 to 3 'steps'", "une carte en tuiles demande 1 à 3 « steps »" },
    { "steps = { 9, 11, 12 } makes four classes, from the lowest",
      "steps = { 9, 11, 12 } fait quatre classes, depuis la plus basse" },
    { "'steps' do not rise", "les « steps » ne sont pas croissants" },
};

const char *message(Language language, const char *english)
{
    if (language == FRENCH)
        for (size_t i = 0; i < sizeof FRENCH_MESSAGES / sizeof *FRENCH_MESSAGES; i++)
            if (!strcmp(FRENCH_MESSAGES[i].english, english))
                return FRENCH_MESSAGES[i].french;
    return english;
}
