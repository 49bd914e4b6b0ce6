/// The principal directions of vectors.
enum PrincipalDirections {
    /// Eigenvalues and eigenvectors of a symmetric matrix without negative eigenvalues, the largest first.
    ///
    /// One-sided Jacobi (Hestenes 1958): rows are turned in pairs until all are orthogonal; row i is then λᵢ vᵢ.
    /// - Parameter matrix: n × n.
    static func eigen(_ matrix: [Double], _ n: Int) -> [(value: Double, vector: [Double])] {
        var rows = matrix
        rows.withUnsafeMutableBufferPointer { rows in
            guard let base = rows.baseAddress else { return }
            for _ in 0..<30 {
                var largest = 0.0
                for p in 0..<n {
                    for q in p + 1..<max(n, p + 1) { largest = max(largest, turn(base + p * n, base + q * n, n)) }
                }
                if largest < 1e-8 { break }
            }
        }
        let pairs = (0..<n).map { i -> (value: Double, vector: [Double]) in
            let row = rows[i * n..<(i + 1) * n]
            let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return (length, row.map { length > 0 ? $0 / length : 0 })
        }
        return pairs.sorted { $0.value > $1.value }
    }

    /// Makes two rows orthogonal; gives the cosine they had.
    private static func turn(_ a: UnsafeMutablePointer<Double>, _ b: UnsafeMutablePointer<Double>, _ n: Int) -> Double {
        var aa = SIMD8<Double>.zero
        var bb = aa
        var ab = aa
        let whole = n / 8 * 8
        for i in stride(from: 0, to: whole, by: 8) {
            let x = UnsafeRawPointer(a + i).loadUnaligned(as: SIMD8<Double>.self)
            let y = UnsafeRawPointer(b + i).loadUnaligned(as: SIMD8<Double>.self)
            aa += x * x
            bb += y * y
            ab += x * y
        }
        var (sa, sb, sab) = (aa.sum(), bb.sum(), ab.sum())
        for i in whole..<n {
            sa += a[i] * a[i]
            sb += b[i] * b[i]
            sab += a[i] * b[i]
        }
        // Directions without variance to speak of are left as they are.
        guard sa > 1e-24, sb > 1e-24 else { return 0 }
        let cosine = abs(sab) / (sa * sb).squareRoot()
        guard cosine > 1e-10 else { return 0 }
        let zeta = (sb - sa) / (2 * sab)
        let t = (zeta >= 0 ? 1.0 : -1.0) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
        let c = 1 / (1 + t * t).squareRoot()
        let s = c * t
        for i in stride(from: 0, to: whole, by: 8) {
            let x = UnsafeRawPointer(a + i).loadUnaligned(as: SIMD8<Double>.self)
            let y = UnsafeRawPointer(b + i).loadUnaligned(as: SIMD8<Double>.self)
            UnsafeMutableRawPointer(a + i).storeBytes(of: c * x - s * y, as: SIMD8<Double>.self)
            UnsafeMutableRawPointer(b + i).storeBytes(of: s * x + c * y, as: SIMD8<Double>.self)
        }
        for i in whole..<n { (a[i], b[i]) = (c * a[i] - s * b[i], s * a[i] + c * b[i]) }
        return cosine
    }
}
