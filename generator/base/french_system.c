/* base/french_system.c - the French of what the system, or base/file.c, says when a call fails: in messages it stands at the
 * end, after a colon. The words are those of the C locale. Called by base/french.c. */
#include "base/french.h"

static const Translation SYSTEM_MESSAGES[] = {
    { "No such file or directory", "ce fichier ou ce dossier n'existe pas" },
    { "Not a directory", "ce n'est pas un dossier" },
    { "Is a directory", "c'est un dossier" },
    { "Permission denied", "l'accès est refusé" },
    { "Operation not permitted", "l'opération n'est pas permise" },
    { "Read-only file system", "ce système de fichiers est en lecture seule" },
    { "No space left on device", "il n'y a plus de place sur le disque" },
    { "Disk quota exceeded", "le quota du disque est dépassé" },
    { "File too large", "le fichier est trop gros" },
    { "File name too long", "le nom est trop long" },
    { "File exists", "il existe déjà" },
    { "Directory not empty", "le dossier n'est pas vide" },
    { "Device or resource busy", "il est occupé" },
    { "Input/output error", "le disque a une panne de lecture ou d'écriture" },
    { "Too many open files", "trop de fichiers sont ouverts" },
    { "Too many open files in system", "trop de fichiers sont ouverts sur cette machine" },
    { "Cannot allocate memory", "il n'y a plus de mémoire" },
    { "Function not implemented", "le système n'a pas cette fonction" },
    { "Operation not supported", "ce système de fichiers ne le permet pas" },
    { "Address already in use", "l'adresse est déjà prise" },
    { "Cannot assign requested address", "l'adresse n'est pas d'ici" },
    { "it is, or goes through, a symbolic link", "c'est un lien symbolique, ou il en traverse un" },
    { "this file system cannot exchange two folders", "ce système de fichiers ne sait pas échanger deux dossiers" },
    { "it is not a regular file", "ce n'est pas un fichier ordinaire" },
    { "it is too large", "il est trop gros" },
    { "it became shorter while it was read", "il s'est raccourci pendant la lecture" },
    { NULL, NULL },
};

const Translation *french_system(void)
{
    return SYSTEM_MESSAGES;
}
