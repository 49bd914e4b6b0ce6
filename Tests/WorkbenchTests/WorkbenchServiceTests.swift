import Foundation
import Synchronization
import Testing
import Workbench

/// Collects a service's events and waits for the one that is looked for.
private final class Inbox: Sendable {
    private let events = Mutex<[WorkbenchEvent]>([])
    private let arrived = DispatchSemaphore(value: 0)

    func take(_ event: WorkbenchEvent) {
        events.withLock { $0.append(event) }
        arrived.signal()
    }

    func wait(_ seconds: Double = 60, for matches: (WorkbenchEvent) -> Bool) -> WorkbenchEvent? {
        let deadline = DispatchTime.now() + seconds
        while true {
            if let found = events.withLock({ $0.first(where: matches) }) { return found }
            if arrived.wait(timeout: deadline) == .timedOut { return nil }
        }
    }
}

@Suite struct WorkbenchServiceTests {
    @Test func aSyncIsAJobThatEndsAndTheDocumentsFollow() throws {
        let small = try SmallProject()
        let inbox = Inbox()
        let service = WorkbenchService(project: small.session.project) { inbox.take($0) }
        service.send(.project)
        service.send(.sync)
        let ended = inbox.wait { if case .job(let status) = $0 { status.state == .finished } else { false } }
        #expect(ended != nil)
        let documents = inbox.wait {
            if case .documents(let rows) = $0 { rows.count == 2 && rows.allSatisfy { $0.status == .fresh } } else { false }
        }
        #expect(documents != nil)
        #expect(service.shutDown())
    }

    @Test func aWatchedDocumentIsSyncedWhenItChangesAndSoIsOneInANewFolder() throws {
        let small = try SmallProject()
        let inbox = Inbox()
        let service = WorkbenchService(project: small.session.project) { inbox.take($0) }
        func synced(_ words: String) -> Bool {
            inbox.wait { if case .notice(let text) = $0 { text.hasPrefix(words) } else { false } } != nil
        }
        service.send(.watch(true))
        #expect(inbox.wait { $0 == .watching(true) } != nil)
        #expect(synced("2 added, 0 updated, 0 removed"), "what waited for a sync is taken in at once")
        try small.scratch.write("knowledge/hours.md", "# Hours\n\nIt closes at 18:45.\n")
        #expect(synced("0 added, 1 updated, 0 removed"))
        try small.scratch.write("knowledge/more/days.md", "# Days\n\nIt is closed on Mondays.\n")
        #expect(synced("1 added, 0 updated, 0 removed, 2 unchanged"))

        service.send(.watch(false))
        #expect(inbox.wait { $0 == .watching(false) } != nil)
        try FileManager.default.removeItem(atPath: small.scratch.path("knowledge/hours.md"))
        let removed = inbox.wait(1.5) { if case .notice(let text) = $0 { text.contains("1 removed") } else { false } }
        #expect(removed == nil, "no longer watched")
        #expect(service.shutDown())
    }

    @Test func aSyncOfAnotherProcessIsSeen() throws {
        let small = try SmallProject()
        let inbox = Inbox()
        let service = WorkbenchService(project: small.session.project) { inbox.take($0) }
        service.watchElsewhere()
        // Answered behind it on the same queue: from now on it watches.
        service.send(.documents)
        #expect(inbox.wait { if case .documents(let rows) = $0 { rows.allSatisfy { $0.status == .new } } else { false } } != nil)
        _ = try small.session.sync { _ in true }
        #expect(inbox.wait { if case .documents(let rows) = $0 { rows.allSatisfy { $0.status == .fresh } } else { false } } != nil)
        #expect(service.shutDown())
    }

    @Test func whatCannotBeDoneComesBackInWords() throws {
        let small = try SmallProject()
        let inbox = Inbox()
        let service = WorkbenchService(project: small.session.project) { inbox.take($0) }
        service.send(.passages(document: "nothing.md"))
        let failed = inbox.wait { if case .failed(let words) = $0 { words.contains("nothing.md") } else { false } }
        #expect(failed != nil)
        #expect(service.shutDown())
    }

    @Test func askedArmsStreamAndFinish() throws {
        let small = try SmallProject()
        let inbox = Inbox()
        let service = WorkbenchService(project: small.session.project) { inbox.take($0) }
        service.send(.ask(turn: 7, question: "What does the Heron plan cost?", arms: [.prompt, .rag]))
        let finished = inbox.wait {
            if case .answerFinished(turn: 7, let answer) = $0 { answer.arm == .prompt && !answer.text.isEmpty } else { false }
        }
        #expect(finished != nil)
        let refused = inbox.wait { if case .answerFailed(turn: 7, .rag, let words) = $0 { words.contains("kb") } else { false } }
        #expect(refused != nil)
        #expect(service.shutDown())
    }

    @Test func aMeasurementIsAJobWhoseResultIsKeptAndListed() throws {
        let small = try SmallProject()
        _ = try small.session.sync()
        #expect(try small.session.measurements().map(\.measurement) == MeasurementKind.allCases)
        #expect(try small.session.measurements().allSatisfy { $0.finished == nil && $0.text == nil })
        let inbox = Inbox()
        let service = WorkbenchService(project: small.session.project) { inbox.take($0) }
        service.send(.measure(.retrieval))
        let ended = inbox.wait {
            if case .job(let status) = $0 { status.kind == .retrieval && status.state == .finished } else { false }
        }
        #expect(ended != nil)
        service.send(.measurements)
        let listed = inbox.wait { if case .measurements = $0 { true } else { false } }
        guard case .measurements(let rows) = listed else { return #expect(Bool(false), "no list came") }
        let row = try #require(rows.first { $0.measurement == .retrieval })
        #expect(row.finished?.hasSuffix(" UTC") == true && row.headline?.contains("5 cases") == true)
        #expect(row.text?.hasPrefix("5 cases in ") == true, "in the words of the command")
        #expect(rows.count { $0.text != nil } == 1)

        service.send(.measure(.judge))
        let refused = inbox.wait { if case .failed(let words) = $0 { words.contains("by command only") } else { false } }
        #expect(refused != nil, "nothing is sent by a request of the screen")
        #expect(service.shutDown())
    }
}
