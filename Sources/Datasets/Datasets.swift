// Datasets: training examples in, checked and split.
//
// Reads the field's JSONL shapes, reports each bad line with its number, splits by group, and computes the loss mask with the
// real chat template. Imports Tokenization only; it does not know how training works.
