// Processes: other programs, run to their end.
//
// A thin layer over `posix_spawn`, because Foundation's own changes signal handling under a terminal program. Arguments are always
// arrays and no shell is involved. It imports nothing of Assay and knows nothing about what the programs are for.
