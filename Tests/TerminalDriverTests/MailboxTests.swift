import Dispatch
import TerminalDriver
import Testing

struct MailboxTests {
    @Test
    func messagesFromManyQueuesAllArriveInTheOrderOfEach() throws {
        let mailbox = try Mailbox<(Int, Int)>()
        DispatchQueue.concurrentPerform(iterations: 4) { writer in
            for number in 0..<1000 { mailbox.post((writer, number)) }
        }
        var last = [Int](repeating: -1, count: 4)
        var count = 0
        while case let batch = mailbox.take(limit: 100), !batch.isEmpty {
            for (writer, number) in batch {
                #expect(number == last[writer] + 1)
                last[writer] = number
                count += 1
            }
        }
        #expect(count == 4000)
    }
}
