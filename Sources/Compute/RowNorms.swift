import CKernels

/// The lengths of the rows of W + s·B·A, which weight-decomposed adapters (DoRA, Liu et al. 2024) divide by.
public enum RowNorms {
    /// The squared length of each row of W (rows × inputs).
    public static func squares(_ w: UnsafePointer<Float>, rows: Int, inputs: Int) -> FloatBuffer {
        let squares = FloatBuffer(count: rows)
        ThreadPool.shared.run(count: rows, by: 64) { range in
            for row in range { squares.pointer[row] = Float(ck_train_sum_of_squares(w + row * inputs, Int64(inputs))) }
        }
        return squares
    }

    /// A low-rank pair: A is rank × inputs, element (row, k) of B stands at `b[row * rowStep + k * rankStep]`.
    public struct Pair {
        var a: UnsafePointer<Float>
        var b: UnsafePointer<Float>
        var rowStep, rankStep, rank: Int

        public init(a: UnsafePointer<Float>, b: UnsafePointer<Float>, rowStep: Int, rankStep: Int, rank: Int) {
            self.a = a
            self.b = b
            self.rowStep = rowStep
            self.rankStep = rankStep
            self.rank = rank
        }
    }

    /// norms[row] = |W[row] + scaling · B[row] · A|, W being squares.count × inputs. Costs two products with `rank` columns: the sum
    /// itself is never made.
    public static func write(
        to norms: UnsafeMutablePointer<Float>, w: UnsafePointer<Float>, squares: FloatBuffer, inputs: Int, pair: Pair, scaling: Float
    ) {
        let (rows, rank) = (squares.count, pair.rank)
        let (wa, gram) = (FloatBuffer(count: rows * rank), FloatBuffer(count: rank * rank))
        func timesA(_ left: UnsafePointer<Float>, rows: Int, into y: FloatBuffer) -> PanelProduct {
            PanelProduct(
                [PanelProduct.term(left, stride: inputs, .rows(pair.a, stride: inputs), inputs: inputs)],
                rows: rows, outputs: rank, into: y.pointer, stride: rank)
        }
        PanelProduct.run([timesA(w, rows: rows, into: wa), timesA(pair.a, rows: rank, into: gram)])
        ThreadPool.shared.run(count: rows, by: 64) { range in
            let row = range.lowerBound
            ck_train_row_norms(
                norms + row, squares.pointer + row, wa.pointer + row * rank, gram.pointer, pair.b + row * pair.rowStep,
                Int64(pair.rowStep), Int64(pair.rankStep), scaling, Int64(range.count), Int64(rank))
        }
    }
}
