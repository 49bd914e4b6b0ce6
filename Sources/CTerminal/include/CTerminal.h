#ifndef CTERMINAL_H
#define CTERMINAL_H
// CTerminal: the only code that knows <curses.h>, and the signal handlers that must be C.
//
// Plain functions and our own constants, because curses is made of macros and variadics that Swift cannot import. All curses
// calls come from one thread. It knows nothing of Swift.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// --- screen -----------------------------------------------------------------------------------------------------------

enum { CT_BOLD = 1, CT_DIM = 2, CT_ITALIC = 4, CT_UNDERLINE = 8, CT_REVERSE = 16 };

/// Chooses the character type of the user's locale, or C.UTF-8 when that is not UTF-8. False: there is no UTF-8 at all.
bool ct_locale(void);
/// Starts curses for this terminal name on the given descriptors: raw input, no echo. 0, or -1 when the name is unknown or the
/// terminal cannot place its cursor.
int ct_open(const char *term, int input, int output);
/// Leaves the screen and frees everything. Safe to call twice.
void ct_close(void);
/// Leaves the screen for a while (an editor, a stop).
void ct_suspend(void);
/// Comes back after ct_suspend, or repairs the modes after somebody else changed them; the next flush repaints everything.
void ct_resume(void);
/// Writes bytes to the terminal past curses (modes, clipboard); all of them or none that matter.
void ct_write(int fd, const void *bytes, size_t count);
/// Number of colours, 0 for none.
int ct_colors(void);
/// Whether colour numbers are 24-bit values.
bool ct_direct_color(void);
/// The pair of these colours (-1: the terminal's own).
int ct_pair(int foreground, int background);
/// Puts one glyph (a base scalar and its marks).
void ct_put(int y, int x, const uint32_t *scalars, int count, unsigned attributes, int pair);
void ct_cursor(int y, int x, bool visible);
/// Forgets what the terminal is believed to show.
void ct_touch(void);
void ct_flush(void);
void ct_resize(int rows, int columns);
/// The size the kernel knows; false when it knows none.
bool ct_window_size(int fd, int *rows, int *columns);
/// What the C library (and so curses) takes the scalar's width to be; -1 when it cannot be shown.
int ct_scalar_width(uint32_t scalar);
/// A string capability of the open terminal, NULL when it has none.
const char *ct_capability(const char *name);

/// A close-on-exec, non-blocking eventfd (Swift's Glibc module has none); -1 with errno.
int ct_eventfd(void);

// --- signals ----------------------------------------------------------------------------------------------------------

/// Installs handlers for WINCH TSTP CONT INT TERM HUP QUIT that write the signal's number to a pipe; PIPE is ignored. Returns the
/// pipe's reading end, or -1. Call before ct_open, so that curses leaves them alone.
int ct_signals_start(void);
void ct_signals_stop(void);
/// Stops the whole process group as the shell expects of Ctrl-Z; returns when it is continued.
void ct_stop_group(void);
/// On a fatal signal or exit(): write these bytes to the terminal, give it the modes it has now, and let the signal do its work.
/// Only async-signal-safe calls. At most 2048 bytes. Call before ct_open; calling again only replaces the bytes.
void ct_guard(int fd, const void *bytes, size_t count);
void ct_unguard(void);

// --- editor -----------------------------------------------------------------------------------------------------------

/// Runs `sh -c 'COMMAND "$1"' assay PATH` in a foreground group of its own on the terminal and waits. The exit status, or -1 with
/// errno. A stop of the editor stops this program's group too, and both go on together.
int ct_edit(const char *command, const char *path, int terminal);

#endif
