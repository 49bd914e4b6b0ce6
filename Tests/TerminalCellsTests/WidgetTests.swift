import TerminalCells
import Testing

/// Widgets as text: what is expected stands beside what is drawn.
struct WidgetTests {
    private func draw(_ width: Int, _ height: Int, symbols: Symbols = .unicode, _ draw: (inout Canvas) -> Void) -> String {
        var canvas = Canvas(size: Size(width, height), theme: Theme(name: "none", styles: [:]), symbols: symbols)
        draw(&canvas)
        return canvas.grid.text
    }

    @Test
    func panelsShowTitleAndNote() {
        let text = draw(24, 3) { canvas in
            Panel(title: "Runs", trailing: Line("3")).draw(in: canvas.bounds, on: &canvas)
        }
        #expect(
            text == """
                ╭─ Runs ─────────── 3 ─╮
                │                      │
                ╰──────────────────────╯

                """)
    }

    @Test
    func theFocusedPanelIsHeavySoThatItShowsWithoutColour() {
        let text = draw(10, 3) { canvas in Panel(title: "A", isFocused: true).draw(in: canvas.bounds, on: &canvas) }
        #expect(text == "┏━ A ━━━━┓\n┃        ┃\n┗━━━━━━━━┛\n")
    }

    @Test
    func listsKeepTheSelectionInViewAndPutTheThumbOnTheBorder() {
        let text = draw(12, 4) { canvas in
            ListView(count: 9, position: ListPosition(selected: 5, offset: 3), isFocused: true) { Line("row \($0)") }
                .draw(in: Rect(0, 0, 10, 4), on: &canvas)
        }
        #expect(text == " row 3\n row 4    ▐\n▌row 5\n row 6\n")
    }

    @Test
    func movingScrollsAsLittleAsNeeded() {
        var position = ListPosition()
        for _ in 0..<5 { position.move(1, count: 20, height: 6) }
        #expect(position == ListPosition(selected: 5, offset: 1))
        position.move(-1, count: 20, height: 6)
        #expect(position.offset == 1)
        position.move(100, count: 20, height: 6)
        #expect(position == ListPosition(selected: 19, offset: 14))
        position.select(0, count: 0, height: 6)
        #expect(position.selected == 0)
    }

    @Test
    func gaugesFillToAnEighth() {
        #expect(Gauge(0.5).line(width: 8, symbols: .unicode).text == "████    ")
        #expect(Gauge(0.56).line(width: 8, symbols: .unicode).text == "████▌   ")
        #expect(Gauge(1.7).line(width: 4, symbols: .unicode).text == "████")
        #expect(Gauge(.nan).line(width: 4, symbols: .ascii).text == "....")
    }

    @Test
    func tablesLeaveOutWhatHasNoRoom() {
        let table = Table(
            columns: [.init("arm", isFlexible: true), .init("passed", .right), .init("tokens", .right, priority: 1)],
            rows: [[Line("RAG"), Line("34/60"), Line("640")]])
        #expect(draw(24, 2) { canvas in table.draw(in: canvas.bounds, on: &canvas) } == "arm   passed  tokens\nRAG    34/60     640\n")
        #expect(draw(12, 2) { canvas in table.draw(in: canvas.bounds, on: &canvas) } == "arm   passed\nRAG    34/60\n")
    }

    @Test
    func intervalsStandOnOneScale() {
        let chart = IntervalChart(rows: [
            .init(label: "a", estimate: 0.5, low: 0.25, high: 0.75, role: .text, note: "50"),
            .init(label: "b", estimate: 0, low: 0, high: 0.1, role: .text, note: " 0"),
        ])
        #expect(
            draw(26, 3) { canvas in chart.draw(in: canvas.bounds, on: &canvas) } == """
                a ·····├────●────┤····· 50
                b ●─┤··················  0
                  0        50       100

                """)
    }

    @Test
    func chartsHaveNumbersOnBothAxes() {
        let points = (0...10).map { (x: Double($0) * 10, y: 3 - Double($0) * 0.2) }
        let text = draw(40, 10) { canvas in
            LineChart(series: [.init(role: .text, points: points)], xLabel: "step").draw(in: canvas.bounds, on: &canvas)
        }
        for number in ["3 ┤", "1 ┤", "0", "50", "step 100"] { #expect(text.contains(number), "\(number) in\n\(text)") }
        #expect(text.unicodeScalars.contains { (0x2800...0x28FF).contains($0.value) })
        let ascii = draw(40, 10, symbols: .ascii) { canvas in
            LineChart(series: [.init(role: .text, points: points)], xLabel: "step").draw(in: canvas.bounds, on: &canvas)
        }
        #expect(ascii.utf8.allSatisfy { $0 < 0x80 }, "\(ascii)")
    }

    @Test
    func chartsSurviveOddNumbers() {
        for points in [
            [(x: 0.0, y: Double.nan)], [(x: 1, y: 1)], [(x: 1, y: 1e300), (x: 2, y: -1e300)], [(x: 1, y: 2), (x: 1, y: 2)], [],
        ] {
            for size in [Size(1, 1), Size(16, 4), Size(80, 20)] {
                _ = draw(size.width, size.height) { canvas in
                    LineChart(series: [.init(role: .text, points: points)]).draw(in: canvas.bounds, on: &canvas)
                }
            }
        }
    }

    @Test
    func hintsThatDoNotFitAreLeftOutAndTheLastOneStays() {
        let bar = HintBar(
            leading: [
                .init(key: "a", title: "add", tag: 1), .init(key: "s", title: "sync", tag: 2), .init(key: "c", title: "context", tag: 3),
            ],
            trailing: [.init(key: "q", title: "quit", tag: 4), .init(key: "?", title: "help", tag: 5)])
        func tags(_ width: Int) -> [Int] {
            var tags: [Int] = []
            _ = draw(width, 1) { canvas in tags = bar.draw(in: canvas.bounds, on: &canvas).map(\.0) }
            return tags
        }
        #expect(tags(60) == [1, 2, 3, 4, 5])
        #expect(tags(36) == [1, 2, 4, 5])
        #expect(tags(28) == [1, 2, 5])
        #expect(tags(4) == [])
    }

    @Test
    func numbersReadAsPeopleWriteThem() {
        #expect(Numbers.fixed(2.345, 2) == "2.35")
        #expect(Numbers.fixed(-0.001, 2) == "0.00")
        #expect(Numbers.short(0.0124) == "0.0124")
        #expect(Numbers.scientific(0.00025) == "2.5e-4")
        #expect(Numbers.duration(200) == "3:20")
        #expect(Numbers.duration(3723) == "1:02:03")
        #expect(Numbers.bytes(1_130_000_000) == "1.1 GB")
        #expect(Numbers.grouped(1_234_567) == "1,234,567")
        #expect(Numbers.fixed(.infinity, 1) == "–")
    }
}
