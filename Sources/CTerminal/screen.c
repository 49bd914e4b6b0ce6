// The screen: curses behind plain functions.
#include "CTerminal.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
static FILE *input_file, *output_file;

bool ct_locale(void) {
    if (setlocale(LC_CTYPE, "") && strcasecmp(nl_langinfo(CODESET), "UTF-8") == 0) return true;
    return setlocale(LC_CTYPE, "C.UTF-8") != NULL || setlocale(LC_CTYPE, "en_US.UTF-8") != NULL;
}

static void enter_modes(void) {
    raw();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    typeahead(-1);  // a key waiting must not hold back the frame that shows the last one
    leaveok(stdscr, FALSE);
    scrollok(stdscr, FALSE);
}

int ct_open(const char *term, int input, int output) {
    // The size comes from the kernel: stale LINES and COLUMNS would win over it.
    unsetenv("LINES");
    unsetenv("COLUMNS");
    input_file = fdopen(dup(input), "r");
    output_file = fdopen(dup(output), "w");
    if (!input_file || !output_file) return -1;
    screen = newterm(term, output_file, input_file);
    if (screen && !tigetstr("cup")) {
        endwin();
        delscreen(screen);
        screen = NULL;
    }
    if (!screen) {
        fclose(input_file);
        fclose(output_file);
        input_file = output_file = NULL;
        return -1;
    }
    set_term(screen);
    enter_modes();
    if (has_colors()) {
        start_color();
        use_default_colors();
    }
    return 0;
}

void ct_close(void) {
    if (!screen) return;
    if (!isendwin()) {
        // Without a screen of its own to leave, the program clears what it drew: the shell's prompt would stand in the middle of it.
        if (!ct_capability("rmcup")) {
            erase();
            refresh();
        }
        endwin();
    }
    delscreen(screen);
    screen = NULL;
    fclose(input_file);
    fclose(output_file);
    input_file = output_file = NULL;
}

void ct_suspend(void) {
    if (screen && !isendwin()) endwin();
}

void ct_resume(void) {
    if (!screen) return;
    reset_prog_mode();
    enter_modes();
    clearok(curscr, TRUE);
    wrefresh(stdscr);
}

void ct_write(int fd, const void *bytes, size_t count) {
    const char *at = bytes;
    while (count > 0) {
        ssize_t written = write(fd, at, count);
        if (written > 0) {
            at += written;
            count -= (size_t)written;
        } else if (written < 0 && errno == EAGAIN) {
            struct pollfd slot = {fd, POLLOUT, 0};
            if (poll(&slot, 1, 1000) <= 0) return;
        } else if (written < 0 && errno != EINTR) {
            return;
        }
    }
}

int ct_colors(void) { return screen && has_colors() ? COLORS : 0; }

bool ct_direct_color(void) {
    if (!screen) return false;
    return tigetflag("RGB") > 0 || tigetnum("RGB") > 0 || ((intptr_t)tigetstr("RGB") > 0);
}

int ct_pair(int foreground, int background) {
    int pair = alloc_pair(foreground, background);
    return pair < 0 ? 0 : pair;
}

void ct_put(int y, int x, const uint32_t *scalars, int count, unsigned attributes, int pair) {
    wchar_t text[6];
    int used = count > 5 ? 5 : count;
    for (int i = 0; i < used; i++) text[i] = (wchar_t)scalars[i];
    text[used] = 0;
    attr_t attrs = A_NORMAL;
    if (attributes & CT_BOLD) attrs |= A_BOLD;
    if (attributes & CT_DIM) attrs |= A_DIM;
    if (attributes & CT_ITALIC) attrs |= A_ITALIC;
    if (attributes & CT_UNDERLINE) attrs |= A_UNDERLINE;
    if (attributes & CT_REVERSE) attrs |= A_REVERSE;
    cchar_t cell;
    if (setcchar(&cell, text, attrs, 0, &pair) != OK) return;
    mvadd_wch(y, x, &cell);
}

void ct_cursor(int y, int x, bool visible) {
    curs_set(visible ? 1 : 0);
    if (visible) move(y, x);
}

void ct_touch(void) {
    if (screen) clearok(curscr, TRUE);
}

void ct_flush(void) { refresh(); }

void ct_resize(int rows, int columns) {
    if (screen) resizeterm(rows, columns);
}

bool ct_window_size(int fd, int *rows, int *columns) {
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return false;
    *rows = size.ws_row;
    *columns = size.ws_col;
    return true;
}

int ct_scalar_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

const char *ct_capability(const char *name) {
    char *value = screen ? tigetstr(name) : NULL;
    return (intptr_t)value <= 0 ? NULL : value;
}
