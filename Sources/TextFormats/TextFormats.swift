// TextFormats: the plain formats that more than one target reads: records of CSV, elements of a JSON array.
//
// Bytes come in; ranges, fields and problems with their line go out. It imports nothing of Assay and knows nothing about what the
// records mean: training examples for one, passages of a document for the other.
