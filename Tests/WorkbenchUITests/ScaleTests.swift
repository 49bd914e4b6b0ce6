import TerminalCells
import Testing
import Workbench
import WorkbenchUI

/// Much of everything: what is drawn must depend on the screen, not on what there is.
@Suite(.serialized) struct ScaleTests {
    /// The median of the times of so many keys, each with its frame, in milliseconds; or the time of another rank, 0 the shortest.
    private func frame(_ script: inout Script, _ key: String, _ count: Int = 40, rank: Int? = nil) -> Double {
        let clock = ContinuousClock()
        var times: [Double] = []
        for _ in 0..<count {
            let time = clock.measure {
                script.press(key)
                _ = view(script.state, size: script.state.size)
            }
            times.append(Double(time.components.attoseconds) / 1e15 + Double(time.components.seconds) * 1e3)
        }
        return times.sorted()[rank ?? count / 2]
    }

    /// 30 frames a second, in a debug build as well.
    @Test
    func aHundredThousandDocumentsScroll() {
        var script = Script(Size(200, 60))
        script.receive(
            .documents(
                (0..<100_000).map {
                    DocumentRow(path: "docs/part-\($0 / 100)/page-\($0).md", title: "Page \($0)", status: .fresh, passages: 3, bytes: 900)
                }))
        let median = frame(&script, "j")
        #expect(median < 33, "\(median) ms a row")
        let page = frame(&script, "<PgDn>")
        #expect(page < 33, "\(page) ms a page")
        script.press("G")
        #expect(script.screen.contains("page-99999.md"))
    }

    @Test
    func aCurveOfTenThousandPointsIsDrawnInTimeWithEveryPeak() {
        var script = Script(Size(200, 60), start: .dataset)
        script.press("<Right>")
        var points = (1...10_000).map(Sample.point)
        for index in points.indices { points[index].steps = 10_000 }
        let before = script
        script.receive(.curve(run: "concise-2", points))
        // The shortest of all: other tests share the cores.
        let time = frame(&script, "k", 30, rank: 0)
        #expect(time < 33, "\(time) ms a frame")
        // One step of all, in a row that no other reaches.
        points[6_000].loss = 9
        var peak = before
        peak.receive(.curve(run: "concise-2", points))
        let rows = peak.screen.split(separator: "\n")
        let top = rows.firstIndex { $0.contains("training loss") }.map { rows[($0 + 1)...($0 + 4)] } ?? []
        #expect(top.joined().unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) }, "\(peak.screen)")
    }

    /// Each point is taken in the same time, however many there are.
    @Test
    func aLivePointCostsTheSameInALongRun() {
        var script = Script(Size(80, 24), start: .dataset)
        func take(_ steps: ClosedRange<Int>) -> Double {
            let time = ContinuousClock().measure {
                for step in steps { script.send(.event(.trainingPoint(run: "long", Sample.point(step)))) }
            }
            return Double(time.components.attoseconds) / 1e15 + Double(time.components.seconds) * 1e3
        }
        let first = take(1...2_000)
        _ = take(2_001...60_000)
        let last = take(60_001...62_000)
        #expect(last < 5 * first, "\(first) ms and \(last) ms for 2000 points")
    }

    @Test
    func noPointOfTenThousandIsLost() {
        var script = Script(Size(200, 60), start: .dataset)
        var run = Sample.runs[0]
        (run.name, run.state) = ("long", .running)
        script.receive(.runs([run]))
        script.press("<Right>")
        for step in 1...10_000 { script.send(.event(.trainingPoint(run: "long", Sample.point(step)))) }
        #expect(script.state.dataset.curves["long"]?.map(\.step) == Array(1...10_000))
        #expect(script.state.dataset.runs?.first?.step == 10_000)
    }
}
