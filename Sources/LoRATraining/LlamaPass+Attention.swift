import CKernels
import Compute

/// Room that attention needs beside the activations; it only grows.
struct AttentionRoom {
    /// Scratch of every segment and key/value head, one after the other.
    private(set) var scratch = FloatBuffer(count: 0)
    /// Each segment's share of the gradients of the shared rows: segments × key/value heads × (keys, values) × prefix × headWidth.
    private(set) var shared = FloatBuffer(count: 0)

    static func scratchSize(_ segment: PackedBatch.Segment, _ shape: LlamaShape) -> Int {
        Int(ck_train_attention_scratch(Int64(segment.positions), Int64(shape.headWidth)))
    }

    static func sharedSize(_ segment: PackedBatch.Segment, _ shape: LlamaShape) -> Int { segment.prefix * shape.headWidth }

    mutating func prepare(for batch: PackedBatch, shape: LlamaShape) {
        let wanted = batch.segments.reduce(0) { $0 + Self.scratchSize($1, shape) } * shape.keyValueHeads
        if wanted > scratch.count { scratch = FloatBuffer(count: wanted) }
        let gradients = batch.segments.reduce(0) { $0 + 2 * Self.sharedSize($1, shape) } * shape.keyValueHeads
        if gradients > shared.count { shared = FloatBuffer(count: gradients) }
    }
}

/// Attention of each segment over its own rows and those that it shares.
extension LlamaPass {
    /// One segment and one key/value head.
    private struct Task {
        var segment: PackedBatch.Segment
        var group: Int
        /// Offsets in the room.
        var scratch: Int
        var shared: Int
    }

    private func tasks(_ batch: PackedBatch) -> [Task] {
        var (scratch, shared) = (0, 0)
        var tasks: [Task] = []
        for segment in batch.segments {
            for group in 0..<shape.keyValueHeads {
                tasks.append(Task(segment: segment, group: group, scratch: scratch, shared: shared))
                scratch += AttentionRoom.scratchSize(segment, shape)
                shared += 2 * AttentionRoom.sharedSize(segment, shape)
            }
        }
        return tasks
    }

    /// Calls `body` for every task, long ones first, so that threads end together.
    private func each(_ tasks: [Task], _ body: (Task) -> Void) {
        let order = tasks.indices.sorted { (tasks[$1].segment.length, $0) < (tasks[$0].segment.length, $1) }
        ThreadPool.shared.run(chunks: order.count) { body(tasks[order[$0]]) }
    }

    /// kept.mixed from kept.attention.
    func attend(_ batch: PackedBatch, _ kept: LayerActivations) {
        each(tasks(batch)) { task in
            let at = self.pointers(task, kept.attention)
            ck_train_attention_forward(
                self.mixed(task, kept.mixed), self.logs(task, kept.logSums), at.q, at.k, at.v, at.prefixK, at.prefixV,
                [self.attentionShape(task.segment)], self.attentionRoom.scratch.pointer + task.scratch)
        }
    }

    /// room.dattention from room.dmixed.
    func attendBackward(_ batch: PackedBatch, _ kept: LayerActivations) {
        let tasks = tasks(batch)
        each(tasks) { task in
            let at = self.pointers(task, kept.attention)
            let gradient = self.pointers(task, self.room.dattention)
            let shared = self.attentionRoom.shared.pointer + task.shared
            ck_train_attention_backward(
                gradient.q, gradient.k, gradient.v, shared, shared + AttentionRoom.sharedSize(task.segment, self.shape),
                self.mixed(task, self.room.dmixed), self.mixed(task, kept.mixed), self.logs(task, kept.logSums), at.q, at.k, at.v,
                at.prefixK, at.prefixV, [self.attentionShape(task.segment)], self.attentionRoom.scratch.pointer + task.scratch)
        }
        addShared(tasks)
    }

    /// The shared rows' gradients: their own, then the share of every segment that goes on from them, in order.
    private func addShared(_ tasks: [Task]) {
        let width = shape.headWidth
        ThreadPool.shared.run(chunks: shape.keyValueHeads) { group in
            for task in tasks where task.group == group && task.segment.prefix > 0 {
                let gradient = self.pointers(task, self.room.dattention)
                let keys = self.attentionRoom.shared.pointer + task.shared
                let values = keys + AttentionRoom.sharedSize(task.segment, self.shape)
                for row in 0..<task.segment.prefix {
                    ck_train_add(gradient.prefixK + row * self.shape.attentionWidth, keys + row * width, Int64(width))
                    ck_train_add(gradient.prefixV + row * self.shape.attentionWidth, values + row * width, Int64(width))
                }
            }
        }
    }

    private func attentionShape(_ segment: PackedBatch.Segment) -> ck_train_attention_shape {
        ck_train_attention_shape(
            length: Int64(segment.length), width: Int64(shape.headWidth), query_heads: Int64(shape.heads / shape.keyValueHeads),
            ld: Int64(shape.attentionWidth), ld_out: Int64(shape.queryWidth), ld_log: Int64(shape.heads),
            scale: 1 / Float(shape.headWidth).squareRoot(), prefix: Int64(segment.prefix))
    }

    /// Where a task's group stands in rows of queries, keys and values: its first query head, its key head and its value head at the
    /// segment's first row, and the latter two at the first row of the batch.
    private struct Pointers {
        var q, k, v, prefixK, prefixV: UnsafeMutablePointer<Float>
    }

    private func pointers(_ task: Task, _ buffer: FloatBuffer) -> Pointers {
        let row = buffer.pointer + task.segment.start * shape.attentionWidth
        let key = shape.queryWidth + task.group * shape.headWidth
        let value = key + shape.keyValueWidth
        return Pointers(
            q: row + task.group * (shape.queryWidth / shape.keyValueHeads), k: row + key, v: row + value, prefixK: buffer.pointer + key,
            prefixV: buffer.pointer + value)
    }

    private func mixed(_ task: Task, _ buffer: FloatBuffer) -> UnsafeMutablePointer<Float> {
        buffer.pointer + task.segment.start * shape.queryWidth + task.group * (shape.queryWidth / shape.keyValueHeads)
    }

    private func logs(_ task: Task, _ buffer: FloatBuffer) -> UnsafeMutablePointer<Float> {
        buffer.pointer + task.segment.start * shape.heads + task.group * (shape.heads / shape.keyValueHeads)
    }
}
