extension ProjectReport {
    /// The probes beside the evaluation, one table each.
    func probeBlocks() -> [ReportBlock] {
        guard let tables = probes?.tables, !tables.isEmpty else { return [] }
        return [.heading("Further probes")]
            + tables.map { table in
                .table(
                    ReportTable(
                        caption: table.title, columns: table.columns, numeric: Set(1..<table.columns.count),
                        rows: table.rows.map { ReportTable.Row(cells: $0) }))
            }
    }
}
