/* base/french_serve.c - the French of the preview. Called by base/french.c. */
#include "base/french.h"

static const Translation SERVE_MESSAGES[] = {
    { "show the site in the browser as it is written", "montrer le site dans le navigateur à mesure qu'il s'écrit" },
    { "Builds the site, shows it on this machine, and follows each file that is saved: the browser shows "
      "the page again, or what is wrong and where. Drafts are shown. public/ is not touched. With --bind 0.0.0.0, "
      "phones and other machines of the network see it too, without a password.",
      "Construit le site, le montre sur cette machine et suit chaque fichier enregistré : le navigateur montre "
      "la page à nouveau, ou ce qui ne va pas et où. Les brouillons sont montrés. public/ n'est pas touché. Avec "
      "--bind 0.0.0.0, les téléphones et les autres machines du réseau le voient aussi, sans mot de passe." },
    { "at http://127.0.0.1:1313/", "à l'adresse http://127.0.0.1:1313/" },
    { "in the browser, with the pages of later", "dans le navigateur, avec les pages à paraître" },
    { "port of the preview (default: 1313, or the next free one)",
      "port de l'aperçu (par défaut : 1313, ou le premier libre ensuite)" },
    { "address that the preview listens on (default: 127.0.0.1)",
      "adresse où l'aperçu répond (par défaut : 127.0.0.1)" },
    { "open the preview in the browser", "ouvrir l'aperçu dans le navigateur" },
    { "the preview is at %.*s/; Ctrl+C ends it", "l'aperçu est à l'adresse %.*s/ ; Ctrl+C l'arrête" },
    { "port %d is taken: the preview takes %d", "le port %d est pris : l'aperçu prend le port %d" },
    { "drafts shown: %d", "brouillons montrés : %d" },
    { "%d made again in %.1f ms", "%d refaite(s) en %.1f ms" },
    { "the preview stays as it was until this is mended", "l'aperçu reste comme il était jusqu'à ce que ce soit réparé" },
    { "this site is previewed already (process %.*s)", "ce site a déjà un aperçu (processus %.*s)" },
    { "look at it there, or stop that one", "regardez-le là, ou arrêtez-le" },
    { "other machines of this network see the preview, drafts included, without a password",
      "les autres machines de ce réseau voient l'aperçu, brouillons compris, sans mot de passe" },
    { "leave --bind out to show it on this machine alone", "ôtez --bind pour ne le montrer que sur cette machine" },
    { "cannot start 'xdg-open' to open the browser", "impossible de lancer « xdg-open » pour ouvrir le navigateur" },
    { "open '%.*s' yourself", "ouvrez « %.*s » vous-même" },
    { "an address in digits is expected: 127.0.0.1 or ::1 for this machine alone, 0.0.0.0 or :: for all who reach it",
      "on attend une adresse en chiffres : 127.0.0.1 ou ::1 pour cette machine seule, 0.0.0.0 ou :: pour qui peut la joindre" },
    { "cannot listen on %.*s, port %d: %s", "impossible de répondre à %.*s, port %d : %s" },
    { "choose another port with --port, or another address with --bind",
      "choisissez un autre port avec --port, ou une autre adresse avec --bind" },
    { "this machine has no such address: 'ip address' lists those that it has",
      "cette machine n'a pas cette adresse : « ip address » liste celles qu'elle a" },
    { "cannot start the server: %s", "impossible de lancer le serveur : %s" },
    { "the system watches no more folders: the preview looks for changes itself, once a second",
      "le système ne surveille pas plus de dossiers : l'aperçu cherche les changements lui-même, une fois par seconde" },
    { "allow more with: sudo sysctl fs.inotify.max_user_watches=524288",
      "permettez-en plus par : sudo sysctl fs.inotify.max_user_watches=524288" },
    { "a mistake keeps this preview as it was", "une erreur retient cet aperçu comme il était" },
    { "%d mistakes keep this preview as it was", "%d erreurs retiennent cet aperçu comme il était" },
    { "Close (Esc)", "Fermer (Échap)" },
    { "only pages of this preview may listen to it", "seules les pages de cet aperçu peuvent l'écouter" },
    { "the preview has nothing at this address", "l'aperçu n'a rien à cette adresse" },
    { "the site has mistakes: the terminal tells them, and this page when it may run its script",
      "le site a des erreurs : le terminal les dit, et cette page si son script peut s'exécuter" },
    { "there is no page at this address", "il n'y a pas de page à cette adresse" },
    { "this preview answers at its own address only: another host name may be a trap",
      "cet aperçu ne répond qu'à sa propre adresse : un autre nom d'hôte peut être un piège" },
    { "the site is below '%.*s/'", "le site est sous « %.*s/ »" },
    { "this is no address of a site", "ceci n'est pas l'adresse d'un site" },
    { NULL, NULL },
};

const Translation *french_serve(void)
{
    return SERVE_MESSAGES;
}
