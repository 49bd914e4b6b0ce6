// Workbench: the seam that the screen and the command line share.
//
// A project folder, its configuration, the store of runs, use cases, and jobs on Dispatch queues. Front ends talk to it in
// values: `WorkbenchRequest` in, `WorkbenchEvent` out. It does not know ncurses, keys or colours.
