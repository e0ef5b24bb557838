/* commands/init.c - makes a new site from the theme's model of one. */
#include "commands/report.h"

#define MODEL "themes/observatoire/archetypes/site"

/* The files of the model that the folder already has. */
static int count_clashes(Folder *target, const FileList *files)
{
    int clashes = 0;
    FileEntry entry;
    for (int i = 0; i < files->count; i++) {
        Str path = str_slice(files->at[i].path, sizeof MODEL, files->at[i].path.length);
        clashes += folder_stat(target, path, &entry);
    }
    return clashes;
}

static bool copy_model(Invocation *invocation, const Source *source, Folder *target, const FileList *files)
{
    FileEntry entry;
    for (int i = 0; i < files->count; i++) {
        Str path = str_slice(files->at[i].path, sizeof MODEL, files->at[i].path.length), content;
        if (folder_stat(target, path, &entry))
            continue;
        if (!source_read(source, invocation->keep, files->at[i].path, (Place){ 0 }, &content, &invocation->problems))
            return false;
        if (str_equal(path, S("gitignore")))        // a name with a point is no input of a site
            path = S(".gitignore");
        if (!folder_write(target, path, content))
            return problem(&invocation->problems, (Place){ .file = path }, "E0703", "cannot write it: %s",
                           target->error);
        say(invocation, "  %.*s", STR(path));
    }
    return true;
}

int command_init(Invocation *invocation)
{
    Problems *problems = &invocation->problems;
    Str directory = invocation->operands.at[0];
    Folder target;
    Source source;
    FileList files = { 0 };
    if (!folder_make(&target, invocation->keep, directory)) {
        problem(problems, (Place){ .file = directory }, "E0720", "cannot make the folder: %s", target.error);
        problem_hint(problems, "choose a name that no file has, in a folder where you may write");
        report(invocation, NULL);
        return EXIT_ENVIRONMENT;
    }
    if (!source_open(&source, invocation->keep, directory, invocation->share, problems) ||
        !source_list(&source, invocation->keep, S(MODEL), &files, problems)) {
        report(invocation, NULL);
        return EXIT_ENVIRONMENT;
    }
    if (!invocation->force && count_clashes(&target, &files)) {
        problem(problems, (Place){ .file = directory }, "E0721", "the folder holds a site already");
        problem_hint(problems, "choose an empty folder, or add what is missing with --force");
        report(invocation, NULL);
        return EXIT_REFUSED;
    }
    bool ok = copy_model(invocation, &source, &target, &files);
    source_close(&source);
    report(invocation, NULL);
    if (ok)
        say(invocation, "the site is ready: essor build -s %.*s", STR(directory));
    return ok ? EXIT_DONE : EXIT_ENVIRONMENT;
}
