// Signals: a self-pipe for those the run loop handles, a guard for those that kill.
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

int ct_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

static const int watched[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { watched_count = sizeof watched / sizeof *watched };
static struct sigaction watched_before[watched_count], pipe_before;
static int pipe_ends[2] = {-1, -1};

static void tell(int number) {
    int saved = errno;
    unsigned char byte = (unsigned char)number;
    ssize_t ignored = write(pipe_ends[1], &byte, 1);  // a full pipe already says "look"
    (void)ignored;
    errno = saved;
}

static void watch(int index) {
    struct sigaction action = {0};
    action.sa_handler = tell;
    action.sa_flags = SA_RESTART | SA_ONSTACK;
    sigfillset(&action.sa_mask);
    sigaction(watched[index], &action, &watched_before[index]);
}

int ct_signals_start(void) {
    if (pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    for (int i = 0; i < watched_count; i++) watch(i);
    struct sigaction ignore = {0};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, &pipe_before);
    return pipe_ends[0];
}

void ct_signals_stop(void) {
    if (pipe_ends[0] < 0) return;
    for (int i = 0; i < watched_count; i++) sigaction(watched[i], &watched_before[i], NULL);
    sigaction(SIGPIPE, &pipe_before, NULL);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    pipe_ends[0] = pipe_ends[1] = -1;
}

void ct_stop_group(void) {
    struct sigaction normal = {0}, ours;
    normal.sa_handler = SIG_DFL;
    sigaction(SIGTSTP, &normal, &ours);
    kill(0, SIGTSTP);  // the stop takes effect before kill returns
    sigaction(SIGTSTP, &ours, NULL);
}

// --- the guard --------------------------------------------------------------------------------------------------------

static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};
enum { fatal_count = sizeof fatal / sizeof *fatal };
static struct sigaction fatal_before[fatal_count];
static char guard_bytes[2048];
static size_t guard_count;
static int guard_fd = -1;
static struct termios guard_modes;
static atomic_bool guarding;
static bool chains;
static char alternate_stack[64 * 1024];

static void restore_terminal(void) {
    if (!atomic_exchange(&guarding, false)) return;
    size_t done = 0;
    while (done < guard_count) {
        ssize_t written = write(guard_fd, guard_bytes + done, guard_count - done);
        if (written <= 0) break;
        done += (size_t)written;
    }
    tcsetattr(guard_fd, TCSANOW, &guard_modes);
}

static void die(int number) {
    restore_terminal();
    // Swift's own backtracer would wait half a minute for a key that nobody knows of. Whoever sets SWIFT_BACKTRACE wants it.
    if (!chains) signal(number, SIG_DFL);
    for (int i = 0; chains && i < fatal_count; i++) {
        if (fatal[i] == number) sigaction(number, &fatal_before[i], NULL);
    }
    raise(number);  // delivered when this handler returns
}

void ct_guard(int fd, const void *bytes, size_t count) {
    static bool registered;
    bool renewed = atomic_exchange(&guarding, false);
    if (count > sizeof guard_bytes) count = sizeof guard_bytes;
    memcpy(guard_bytes, bytes, count);
    guard_count = count;
    if (renewed) {
        atomic_store(&guarding, true);
        return;
    }
    guard_fd = fd;
    chains = getenv("SWIFT_BACKTRACE") != NULL;
    if (tcgetattr(fd, &guard_modes) != 0) return;
    stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack};
    sigaltstack(&stack, NULL);  // so that a stack overflow is survived long enough
    struct sigaction action = {0};
    action.sa_handler = die;
    action.sa_flags = SA_ONSTACK;
    sigfillset(&action.sa_mask);
    for (int i = 0; i < fatal_count; i++) sigaction(fatal[i], &action, &fatal_before[i]);
    if (!registered) {
        registered = true;
        atexit(restore_terminal);
    }
    atomic_store(&guarding, true);
}

void ct_unguard(void) {
    if (!atomic_exchange(&guarding, false)) return;
    for (int i = 0; i < fatal_count; i++) sigaction(fatal[i], &fatal_before[i], NULL);
}
