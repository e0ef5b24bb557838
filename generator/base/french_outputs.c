/* base/french_outputs.c - the French of what is said about outputs: the published folder, the record of the
 * last build, limits of what a site may do. Called by base/french.c. */
#include "base/french.h"

static const Translation OUTPUT_MESSAGES[] = {
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
    { "cannot write what the next build needs to know: %s",
      "impossible d'écrire ce que la prochaine construction doit savoir : %s" },
    { "it is not a file of this program", "ce n'est pas un fichier de ce programme" },
    { "it is damaged", "il est abîmé" },
    { "another version of the program wrote it", "une autre version du programme l'a écrit" },
    { "the published folder is not the one that it describes",
      "le dossier publié n'est pas celui qu'il décrit" },
    { "the last build was stopped while it wrote its files",
      "la dernière construction a été arrêtée pendant qu'elle écrivait ses fichiers" },
    { "this file would be published as '%.*s', which Essor writes",
      "ce fichier serait publié sous le nom « %.*s », qu'Essor écrit lui-même" },
    { "give it another name", "donnez-lui un autre nom" },
    { "the link '%.*s' leads to no page of the site", "le lien « %.*s » ne mène à aucune page du site" },
    { "the page '%.*s' has no anchor '%.*s'", "la page « %.*s » n'a pas d'ancre « %.*s »" },
    { "it is not a regular file with a clean path", "ce n'est pas un fichier ordinaire au chemin net" },
    { "it is on another file system", "c'est sur un autre système de fichiers" },
    { "it is a symbolic link", "c'est un lien symbolique" },
    { "it is a mount of its own", "c'est un point de montage" },
    { "some files are new, some old, each is whole: build again, once this is mended",
      "des fichiers sont nouveaux, d'autres anciens, chacun est entier : construisez à nouveau, une fois ceci "
      "réparé" },
    { "a build was stopped while it replaced these files, and cannot be completed",
      "une construction a été arrêtée pendant qu'elle remplaçait ces fichiers, et ne peut pas être achevée" },
    { "build again: essor build", "construisez à nouveau : essor build" },
    { "cannot take this file over into the new folder: %s",
      "impossible de reprendre ce fichier dans le nouveau dossier : %s" },
    { "move it out of the published folder, or build without --atomic",
      "sortez-le du dossier publié, ou construisez sans --atomic" },
    { "this folder cannot be replaced as a whole: %s", "ce dossier ne peut pas être remplacé d'un coup : %s" },
    { "publish into a folder of a local disk, or build without --atomic",
      "publiez dans un dossier d'un disque local, ou construisez sans --atomic" },
    { "publish into a folder below it, or build without --atomic",
      "publiez dans un dossier placé dessous, ou construisez sans --atomic" },
    { "name the folder that the link points to, or build without --atomic",
      "nommez le dossier que le lien désigne, ou construisez sans --atomic" },
    { "the new site is published, but the former one cannot be removed: %s",
      "le nouveau site est publié, mais l'ancien ne peut pas être retiré : %s" },
    { NULL, NULL },
};

const Translation *french_outputs(void)
{
    return OUTPUT_MESSAGES;
}
