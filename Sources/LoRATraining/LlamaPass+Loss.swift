import CKernels
import Compute

/// Buffers of the output head for a few rows at a time: the logits of a whole batch are never stored.
struct HeadRoom {
    /// The most rows in one piece: enough that the head's weights, read once for each piece, don't dominate. In blocks they are a quarter
    /// as large.
    static func mostRows(inBlocks: Bool) -> Int { inBlocks ? 128 : 256 }

    let rows: Int
    let input, normed, inverse, dnormed, dinput: FloatBuffer
    let logits, losses: FloatBuffer

    init(rows: Int, shape: LlamaShape) {
        self.rows = rows
        input = FloatBuffer(count: rows * shape.width)
        normed = FloatBuffer(count: rows * shape.width)
        inverse = FloatBuffer(count: rows)
        dnormed = FloatBuffer(count: rows * shape.width)
        dinput = FloatBuffer(count: rows * shape.width)
        logits = FloatBuffer(count: rows * shape.vocabulary)
        losses = FloatBuffer(count: rows)
    }

    static func bytes(rows: Int, shape: LlamaShape, inBlocks: Bool) -> Int {
        min(rows, mostRows(inBlocks: inBlocks)) * (4 * shape.width + shape.vocabulary + 2) * MemoryLayout<Float>.stride
    }
}

/// The final norm, the output head and cross-entropy, at the supervised rows only.
extension LlamaPass {
    /// The sum of the losses of the batch's supervised rows, after `forward`.
    ///
    /// With `gradientScale`, one over the number of supervised rows that the loss is a mean over, `room.dresidual` becomes the gradient
    /// of the last layer's output.
    func loss(_ batch: PackedBatch, gradientScale: Float?) -> Double {
        let width = shape.width
        let mostRows = HeadRoom.mostRows(inBlocks: model.blocks != nil)
        let needed = min(batch.supervised.count, mostRows)
        if needed > head.rows { head = HeadRoom(rows: needed, shape: shape) }
        if gradientScale != nil { room.dresidual.pointer.update(repeating: 0, count: batch.rows * width) }
        var sum = 0.0
        for from in stride(from: 0, to: batch.supervised.count, by: mostRows) {
            let rows = Array(batch.supervised[from..<min(batch.supervised.count, from + mostRows)]).map(Int.init)
            for (index, row) in rows.enumerated() {
                (head.input.pointer + index * width).update(from: room.output.pointer + row * width, count: width)
            }
            sum += headForward(rows: rows.count, targets: Array(batch.targets[from..<from + rows.count]), gradientScale: gradientScale)
            guard gradientScale != nil else { continue }
            headBackward(rows: rows.count)
            for (index, row) in rows.enumerated() {
                (room.dresidual.pointer + row * width).update(from: head.dinput.pointer + index * width, count: width)
            }
        }
        return sum
    }

    private func headForward(rows: Int, targets: [Int32], gradientScale: Float?) -> Double {
        let (width, vocabulary) = (shape.width, shape.vocabulary)
        each(rows) { from, count in
            ck_train_rmsnorm_forward(
                self.head.normed.pointer + from * width, self.head.inverse.pointer + from, self.head.input.pointer + from * width,
                self.model.finalNorm.pointer, self.shape.normEpsilon, count, Int64(width))
        }
        if let blocks = model.blocks {
            multiply(
                head.normed.pointer, inputs: width, rows: rows, blocks.kernels,
                [BlockProduct(weight: blocks.head, y: head.logits.pointer, stride: vocabulary)])
        } else {
            PanelProduct(
                [PanelProduct.term(head.normed.pointer, stride: width, .rows(model.head.pointer, stride: width), inputs: width)],
                rows: rows, outputs: vocabulary, into: head.logits.pointer, stride: vocabulary
            ).run()
        }
        targets.withUnsafeBufferPointer { targets in
            ThreadPool.shared.run(count: rows, by: 4) { range in
                ck_train_cross_entropy(
                    self.head.losses.pointer + range.lowerBound, self.head.logits.pointer + range.lowerBound * vocabulary,
                    targets.baseAddress! + range.lowerBound, gradientScale ?? 0, gradientScale == nil ? 0 : 1, Int64(range.count),
                    Int64(vocabulary))
            }
        }
        return (0..<rows).reduce(0.0) { $0 + Double(head.losses.pointer[$1]) }
    }

    /// `head.dinput` from the gradient of the logits.
    private func headBackward(rows: Int) {
        let (width, vocabulary) = (shape.width, shape.vocabulary)
        if let blocks = model.blocks {
            multiply(
                head.logits.pointer, inputs: vocabulary, rows: rows, blocks.kernels,
                [BlockProduct(weight: blocks.headTransposed, y: head.dnormed.pointer, stride: width)])
        } else {
            PanelProduct(
                [
                    PanelProduct.term(
                        head.logits.pointer, stride: vocabulary, .transposed(model.head.pointer, stride: width), inputs: vocabulary)
                ],
                rows: rows, outputs: width, into: head.dnormed.pointer, stride: width
            ).run()
        }
        head.dinput.pointer.update(repeating: 0, count: rows * width)
        each(rows) { from, count in
            ck_train_rmsnorm_backward(
                self.head.dinput.pointer + from * width, self.head.dnormed.pointer + from * width, self.head.input.pointer + from * width,
                self.model.finalNorm.pointer, self.head.inverse.pointer + from, count, Int64(width))
        }
    }
}
