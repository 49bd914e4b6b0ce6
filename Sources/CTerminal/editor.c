// The editor: a child with the terminal to itself.
#include "CTerminal.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/// tcsetpgrp from a background group raises TTOU, whose default is to stop.
static void give_terminal(int terminal, pid_t group) {
    sigset_t block, before;
    sigemptyset(&block);
    sigaddset(&block, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &block, &before);
    tcsetpgrp(terminal, group);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

int ct_edit(const char *command, const char *path, int terminal) {
    char script[4096];
    if ((size_t)snprintf(script, sizeof script, "%s \"$1\"", command) >= sizeof script) {
        errno = E2BIG;
        return -1;
    }
    char *arguments[] = {"sh", "-c", script, "assay", (char *)path, NULL};

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    // Order matters: the group is made by the attributes, which are applied first.
    posix_spawn_file_actions_addtcsetpgrp_np(&actions, terminal);
    for (int fd = 0; fd < 3; fd++) posix_spawn_file_actions_adddup2(&actions, terminal, fd);

    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);

    pid_t child;
    int failed = posix_spawn(&child, "/bin/sh", &actions, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (failed) {
        errno = failed;
        return -1;
    }
    int status = 0;
    for (;;) {
        if (waitpid(child, &status, WUNTRACED) < 0) {
            if (errno == EINTR) continue;
            status = -1;
            break;
        }
        if (!WIFSTOPPED(status)) break;
        give_terminal(terminal, getpgrp());
        ct_stop_group();
        give_terminal(terminal, child);
        kill(-child, SIGCONT);
    }
    give_terminal(terminal, getpgrp());
    if (status == -1) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
