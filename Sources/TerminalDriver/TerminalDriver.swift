// TerminalDriver: the one thread that owns the terminal.
//
// Screen, input decoding, signals, mailbox and the run loop, over CTerminal. It draws `CellGrid`s and delivers input; it does
// not know what the program is about.
